/** The timeline as the kernel has it: edits in order on the newest revision, undo, and staying up to date. */

import type { Answer, Link } from "../link";
import { type Edit, type Operation, StoatError } from "../protocol";
import type { TimelineView } from "../types";

export class TimelineDocument {
  private queue: Promise<unknown> = Promise.resolve();
  private current: TimelineView | null = null;

  constructor(
    private readonly link: Link,
    private readonly onView: (view: TimelineView) => void,
  ) {}

  get view(): TimelineView | null {
    return this.current;
  }

  /** Begin: tell who we are, get the whole timeline. */
  async hello(about: Record<string, unknown>): Promise<void> {
    this.take(await this.link.request("hello", about));
  }

  apply(edit: Edit): Promise<void> {
    return this.change("edit.apply", { edit });
  }

  /** Take back the last mouse edit; `asHand`, a cell's edit by new mouse edits. */
  undo(asHand = false): Promise<void> {
    return this.change("edit.undo", asHand ? { as_hand: true } : {});
  }

  redo(): Promise<void> {
    return this.change("edit.redo");
  }

  /** The kernel says that there is a newer revision, or that the notebook stands to this one in another way. */
  refresh(news: Record<string, unknown>): void {
    const known = (): boolean =>
      this.current?.revision === news.revision && this.current?.state === news.state;
    if (known()) return;
    void this.enqueue(async () => {
      if (!known()) this.take(await this.link.request("timeline.get"));
    });
  }

  take(answer: Answer): void {
    const view = (answer.result as { view?: TimelineView } | null)?.view;
    if (view) this.accept(view);
  }

  private accept(view: TimelineView): void {
    this.current = view;
    this.onView(view);
  }

  private change(op: Operation, args: Record<string, unknown> = {}): Promise<void> {
    return this.enqueue(async () => {
      try {
        const options = { base: this.current?.revision ?? 0 };
        this.take(await this.link.request(op, args, options));
      } catch (error) {
        if (error instanceof StoatError && error.code === "timeline.conflict" && error.snapshot) {
          this.accept(error.snapshot as TimelineView);
        }
        throw error;
      }
    });
  }

  // one after the other, so that each is based on the revision that the one before it made
  private enqueue(work: () => Promise<void>): Promise<void> {
    const next = this.queue.then(work, work);
    this.queue = next.catch(() => undefined);
    return next;
  }
}
