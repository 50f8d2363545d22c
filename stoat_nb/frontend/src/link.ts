/** One comm as seen from the page: requests with time-outs and cancel, and events. */

import { type Message, type Operation, parse, request, StoatError } from "./protocol";
import type { Model } from "./types";

export interface Answer {
  result: unknown;
  buffers: DataView[];
  revision: number | null;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

export interface RequestOptions {
  base?: number;
  timeoutMs?: number;
  signal?: AbortSignal;
}

const TIMEOUT_MS = 30_000;

// Several pages may hang on one comm and all of them hear each answer: ids begin at a random place.
let nextId = Math.floor(Math.random() * 2 ** 40) * 4096;

export class Link {
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Set<(event: string, payload: Record<string, unknown>) => void>();
  private readonly receive = (content: unknown, buffers?: DataView[]): void => {
    const message = parse(content);
    if (message) this.deliver(message, buffers ?? []);
  };

  constructor(private readonly model: Model) {
    model.on("msg:custom", this.receive as (...args: never[]) => void);
  }

  request(op: Operation, args: Record<string, unknown> = {}, options: RequestOptions = {}): Promise<Answer> {
    const { base, timeoutMs = TIMEOUT_MS, signal } = options;
    if (signal?.aborted) return Promise.reject(new DOMException("aborted", "AbortError"));
    const id = ++nextId;
    return new Promise<Answer>((resolve, reject) => {
      const give = (error: Error, tell: boolean): void => {
        if (!this.forget(id)) return;
        if (tell) this.model.send(request(++nextId, "cancel", { request: id }));
        reject(error);
      };
      const timer = setTimeout(() => {
        const message = "the kernel does not answer";
        give(
          new StoatError({ code: "widget.no_answer", message, hint: "it may be busy or restarted" }),
          true,
        );
      }, timeoutMs);
      signal?.addEventListener("abort", () => give(new DOMException("aborted", "AbortError"), true), {
        once: true,
      });
      this.waiting.set(id, { resolve, reject, timer });
      this.model.send(request(id, op, args, base));
    });
  }

  onEvent(listener: (event: string, payload: Record<string, unknown>) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    this.model.off("msg:custom", this.receive as (...args: never[]) => void);
    for (const [id, entry] of [...this.waiting]) {
      this.forget(id);
      entry.reject(new DOMException("closed", "AbortError"));
    }
    this.listeners.clear();
  }

  private forget(id: number): boolean {
    const entry = this.waiting.get(id);
    if (!entry) return false;
    clearTimeout(entry.timer);
    return this.waiting.delete(id);
  }

  private deliver(message: Message, buffers: DataView[]): void {
    if (message.kind === "event") {
      for (const listener of this.listeners) listener(message.event, message.payload);
      return;
    }
    const entry = message.id === null ? undefined : this.waiting.get(message.id);
    if (!entry || message.id === null) return;
    this.forget(message.id);
    if (message.kind === "answer") {
      entry.resolve({ result: message.result, buffers, revision: message.revision });
    } else {
      entry.reject(new StoatError(message.error));
    }
  }
}

/** The bytes of an answer's first buffer, or none. */
export function bytes(answer: Answer): Uint8Array<ArrayBuffer> {
  const view = answer.buffers[0];
  if (!view) return new Uint8Array(0);
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}

interface ManagerWithModels {
  get_model(id: string): Promise<Model>;
}

/** Open the comm of another widget of the same kernel. */
export async function linkTo(model: Model, id: string): Promise<Link> {
  const manager = model.widget_manager as ManagerWithModels;
  return new Link(await manager.get_model(id));
}
