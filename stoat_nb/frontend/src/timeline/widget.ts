/** The timeline's widget: viewer, tools, tracks, and the edits that all of them make. */

import { button, el, shieldKeys } from "../dom";
import { ensureStyle, MessageLine, widgetRoot } from "../frame";
import { Link, linkTo } from "../link";
import { notebookOf } from "../notebook-cells";
import { Media } from "../player/media";
import { sequenceTime } from "../player/pick";
import { Stage, timelineProgramme } from "../player/stage";
import { type Edit, StoatError } from "../protocol";
import { printRational } from "../rational";
import { sessionOf } from "../session";
import { timecode } from "../timecode";
import type { Item, Model, Setup, TimelineView } from "../types";
import { TimelineDocument } from "./document";
import { type Command, commandOf, KEYS, shownKey } from "./keys";
import { clampTrim, cuts, itemAt, links, rows } from "./layout";
import { Mirror } from "./mirror";
import { cellName, UndoOffer } from "./offer";
import { badge, parkedList } from "./state";
import { Surface } from "./surface";
import { writeToCells } from "./write";

const REPORT_AFTER_MS = 300;

export async function timelineWidget(model: Model, setup: Setup, host: HTMLElement): Promise<() => void> {
  const widget = new TimelineWidget(model, setup, host);
  await widget.begin();
  return () => widget.close();
}

class TimelineWidget {
  private readonly root = widgetRoot("timeline", "timeline");
  private readonly session;
  private readonly link;
  private readonly notebook;
  private readonly document;
  private readonly surface;
  private readonly mirror = new Mirror();
  private readonly message = new MessageLine();
  private readonly title = el("h3", { class: "stoat-title" });
  private readonly state = el("span", { class: "stoat-badge" });
  private readonly position = el("output", { class: "stoat-timecode", "aria-label": "playhead" });
  private readonly length = el("span", { class: "stoat-muted stoat-timecode" });
  private readonly parked = el("div", { class: "stoat-parked", hidden: true });
  private readonly copied = el("div", { class: "stoat-copy", hidden: true });
  private readonly offer = new UndoOffer(() => this.settle(this.document.undo(true)));
  private readonly help = el("div", { class: "stoat-help", hidden: true });
  private readonly buttons = new Map<Command, HTMLButtonElement>();
  private readonly undoers: (() => void)[] = [];
  private stage: Stage | null = null;
  private media: Media | null = null;

  constructor(
    private readonly model: Model,
    private readonly setup: Setup,
    private readonly host: HTMLElement,
  ) {
    this.session = sessionOf(setup.key);
    this.link = new Link(model);
    this.notebook = notebookOf(model);
    this.document = new TimelineDocument(this.link, view => this.show(view));
    this.surface = new Surface(this.session, {
      trim: (item, edge, frames) => this.trim(item, edge, frames),
    });
  }

  async begin(): Promise<void> {
    this.build();
    this.host.append(this.root);
    this.root.dataset.notebook = this.notebook?.key() ?? "";
    ensureStyle(this.host);
    this.surface.attach(this.root);
    await this.listen();
    await this.document.hello(this.about());
    if (this.notebook) this.followNotebook();
    this.undoers.push(
      this.session.subscribe(changed => {
        if (changed.playhead !== undefined || changed.selection !== undefined) this.point();
        if (changed.ripple !== undefined || changed.playing !== undefined) this.refreshTools();
      }),
    );
  }

  close(): void {
    for (const undo of this.undoers) undo();
    this.surface.close();
    this.stage?.close();
    this.media?.close();
    this.link.close();
    this.root.remove();
  }

  // --- building -----------------------------------------------------------------------------------

  private build(): void {
    const tool = (command: Command, name: Parameters<typeof button>[0], title: string, label?: string) => {
      const options = { keys: shownKey(command), hook: command, ...(label ? { label } : {}) };
      const made = button(name, title, () => this.run(command), options);
      this.buttons.set(command, made);
      return made;
    };
    const group = (...children: Node[]) => el("div", { class: "stoat-group" }, ...children);
    const header = el(
      "header",
      { class: "stoat-bar" },
      group(this.title, this.state),
      group(
        tool("write", "write", "Write mouse edits to a cell", "Write to cell"),
        tool("help", "keys", "Show the keys"),
      ),
    );
    const tools = el(
      "div",
      { class: "stoat-bar stoat-tools", role: "toolbar", "aria-label": "editing" },
      group(
        tool("undo", "undo", "Undo"),
        tool("redo", "redo", "Redo"),
        el("i", { class: "stoat-rule" }),
        tool("split", "split", "Split at the playhead"),
        tool("lift", "bin", "Remove the clip"),
        tool("ripple", "ripple", "Ripple: close up what a trim or removal leaves", "Ripple"),
      ),
      group(
        tool("back", "back", "One frame back"),
        tool("play", "play", "Play"),
        tool("forward", "forward", "One frame on"),
        this.position,
        this.length,
      ),
      group(
        tool("zoomOut", "minus", "Zoom out"),
        tool("fit", "fit", "Fit the whole timeline"),
        tool("zoomIn", "plus", "Zoom in"),
      ),
    );
    this.help.append(el("dl", {}, ...KEYS.flatMap(key => [el("dt", {}, key.shown), el("dd", {}, key.does)])));
    const desk = el(
      "div",
      {
        class: "stoat-desk",
        tabindex: 0,
        role: "application",
        "aria-roledescription": "timeline",
        "aria-label": "timeline; press question mark for the keys",
      },
      this.surface.root,
      this.mirror.root,
    );
    desk.addEventListener("pointerdown", () => desk.focus({ preventScroll: true }));
    this.root.append(
      header,
      el("div", { class: "stoat-viewer" }),
      tools,
      desk,
      this.help,
      this.parked,
      this.copied,
      this.offer.root,
      this.message.root,
    );
    shieldKeys(this.root, event => this.onKey(event));
  }

  private async listen(): Promise<void> {
    if (this.setup.status) {
      const status = await linkTo(this.model, this.setup.status);
      status.onEvent((name, payload) => {
        if (name === "timeline.changed") this.document.refresh(payload);
      });
      this.undoers.push(() => status.close());
    }
    if (this.setup.media) {
      const link = await linkTo(this.model, this.setup.media);
      this.undoers.push(() => link.close());
      this.media = new Media(link, () => this.notebook?.folder() ?? null);
      this.stage = new Stage(this.session, this.media);
      this.root.querySelector(".stoat-viewer")?.append(this.stage.root);
      void link.request("hello").catch(() => undefined); // binds the comm's route before it is needed
    }
  }

  private about(): Record<string, unknown> {
    const notebook = this.notebook?.key();
    return notebook && this.notebook ? { notebook, cells: this.notebook.codeCells() } : {};
  }

  private followNotebook(): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = this.notebook?.onChange(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        this.link
          .request("cells.report", this.about())
          .then(answer => this.document.take(answer))
          .catch(error => this.message.fail(error));
      }, REPORT_AFTER_MS);
    });
    this.undoers.push(() => {
      clearTimeout(timer);
      stop?.();
    });
  }

  // --- showing ------------------------------------------------------------------------------------

  private show(view: TimelineView): void {
    this.title.textContent = view.name;
    badge(this.state, view.state);
    parkedList(this.parked, view.parked);
    this.offer.at(view.revision);
    this.root.dataset.revision = String(view.revision);
    this.root.dataset.clips = String(links(view).length);
    this.root.dataset.scriptState = view.state;
    this.root.dataset.durationFrames = String(view.duration_frames);
    const last = Math.max(0, view.duration_frames - 1);
    this.session.set({ playhead: Math.min(this.session.state.playhead, last) });
    const { selection } = this.session.state;
    if (selection && !links(view).some(item => item.link === selection))
      this.session.set({ selection: null });
    this.length.textContent = ` / ${timecode(view.duration_frames, view.format?.rate ?? "25")}`;
    this.surface.show(view);
    this.mirror.show(view, this.session.state.playhead);
    if (this.stage && this.media) this.stage.show(timelineProgramme(view, this.media));
    this.point();
    this.refreshTools();
  }

  /** Show where playhead and selection are. */
  private point(): void {
    const { playhead, selection } = this.session.state;
    this.position.textContent = timecode(playhead, this.document.view?.format?.rate ?? "25");
    this.root.dataset.playhead = String(playhead);
    this.root.dataset.selection = selection ?? "";
    const active = this.mirror.select(selection);
    const desk = this.root.querySelector(".stoat-desk");
    if (active) desk?.setAttribute("aria-activedescendant", active);
    else desk?.removeAttribute("aria-activedescendant");
    this.refreshTools();
  }

  private refreshTools(): void {
    const view = this.document.view;
    const set = (command: Command, enabled: boolean) => {
      const target = this.buttons.get(command);
      if (target) target.disabled = !enabled;
    };
    const { playing, ripple, selection } = this.session.state;
    set("undo", view?.can_undo ?? false);
    set("redo", view?.can_redo ?? false);
    set("lift", selection !== null);
    set("split", (view?.duration_frames ?? 0) > 0);
    this.buttons.get("ripple")?.setAttribute("aria-pressed", String(ripple));
    const play = this.buttons.get("play");
    if (play && play.dataset.shows !== String(playing)) {
      play.dataset.shows = String(playing);
      const name = playing ? "Pause" : "Play";
      play.replaceChildren(...button(playing ? "pause" : "play", name, () => undefined).childNodes);
      play.setAttribute("aria-label", name);
    }
  }

  // --- doing --------------------------------------------------------------------------------------

  private onKey(event: KeyboardEvent): boolean {
    const target = event.target as HTMLElement;
    if (target.closest("textarea, input")) return false;
    if (target.closest("button") && (event.key === " " || event.key === "Enter")) return false;
    const command = commandOf(event);
    if (!command) return false;
    this.run(command);
    return true;
  }

  private run(command: Command): void {
    const view = this.document.view;
    if (!view) return;
    const { playhead, playing, ripple, selection } = this.session.state;
    const to = (frame: number) => {
      const last = Math.max(0, view.duration_frames - 1);
      this.session.set({ playhead: Math.max(0, Math.min(last, frame)), playing: false });
      this.surface.keepInSight();
    };
    const walk: Partial<Record<Command, () => void>> = {
      back: () => to(playhead - 1),
      forward: () => to(playhead + 1),
      back10: () => to(playhead - 10),
      forward10: () => to(playhead + 10),
      start: () => to(0),
      end: () => to(view.duration_frames - 1),
      previousCut: () => to(cuts(view).findLast(frame => frame < playhead) ?? 0),
      nextCut: () => to(cuts(view).find(frame => frame > playhead) ?? view.duration_frames),
      previousClip: () => this.selectNear(-1),
      nextClip: () => this.selectNear(1),
      play: () => this.session.set({ playing: !playing }),
      split: () => this.split(),
      trimHead: () => this.trimToPlayhead("head"),
      trimTail: () => this.trimToPlayhead("tail"),
      lift: () => this.remove(selection, ripple),
      extract: () => this.remove(selection, true),
      ripple: () => this.session.set({ ripple: !ripple }),
      undo: () => this.undo(view),
      redo: () => this.settle(this.document.redo()),
      zoomIn: () => this.surface.zoom(1.5),
      zoomOut: () => this.surface.zoom(1 / 1.5),
      fit: () => this.surface.fit(),
      write: () => void this.write(),
      deselect: () => this.session.set({ selection: null }),
      help: () => {
        this.help.hidden = !this.help.hidden;
      },
    };
    walk[command]?.();
  }

  private undo(view: TimelineView): void {
    if (view.undo_cell === null) this.settle(this.document.undo());
    else this.offer.ask(cellName(view.undo_cell, this.notebook?.codeCells() ?? []), view.revision);
  }

  private apply(edit: Edit): void {
    this.settle(this.document.apply(edit));
  }

  private settle(work: Promise<void>): void {
    work.then(
      () => this.message.say(""),
      error => {
        if (error instanceof StoatError && error.code === "timeline.conflict") {
          this.message.root.dataset.code = error.code;
          this.message.say(
            "The timeline had changed meanwhile and is shown as it is now; repeat the change.",
            "bad",
          );
        } else {
          this.message.fail(error);
          const view = this.document.view;
          if (view) this.surface.show(view); // a dragged edge goes back
        }
      },
    );
  }

  private selectedItem(): Item | null {
    const view = this.document.view;
    if (!view) return null;
    const { selection, playhead } = this.session.state;
    const chosen = links(view).find(item => item.link === selection);
    if (chosen) return chosen;
    for (const row of rows(view)) {
      const item = itemAt(row.track.items, playhead);
      if (item?.kind === "clip") return item;
    }
    return null;
  }

  private selectNear(direction: 1 | -1): void {
    const view = this.document.view;
    if (!view) return;
    const all = links(view);
    const at = all.findIndex(item => item.link === this.session.state.selection);
    const next =
      at < 0 ? all.find(item => item.start + item.frames > this.session.state.playhead) : all[at + direction];
    if (!next?.link) return;
    this.session.set({ selection: next.link, playhead: next.start, playing: false });
    this.surface.keepInSight();
  }

  private time(frames: number): string {
    return printRational(sequenceTime(frames, this.document.view?.format?.rate ?? "25"));
  }

  private split(): void {
    const { playhead, selection } = this.session.state;
    const chosen = selection ? this.selectedItem() : null;
    const inside = chosen && chosen.start < playhead && playhead < chosen.start + chosen.frames;
    const at = this.time(playhead);
    this.apply(
      inside && chosen.id ? { v: 1, op: "split", target: chosen.id, at } : { v: 1, op: "split", at },
    );
  }

  private trim(item: Item, edge: "head" | "tail", frames: number): void {
    if (!item.id || frames === 0) return;
    const amount = this.time(edge === "head" ? frames : -frames); // positive shortens
    const { ripple } = this.session.state;
    this.apply({ v: 1, op: "trim", target: item.id, [edge]: amount, ripple });
  }

  private trimToPlayhead(edge: "head" | "tail"): void {
    const item = this.selectedItem();
    if (!item) return;
    const { playhead } = this.session.state;
    const old = edge === "head" ? item.start : item.start + item.frames;
    this.trim(item, edge, clampTrim(item, edge, playhead - old));
  }

  private remove(selection: string | null, ripple: boolean): void {
    const item = selection ? this.selectedItem() : null;
    if (item?.id) this.apply({ v: 1, op: "remove", target: item.id, ripple });
    else this.message.say("Select a clip first: click it, or press the full stop.");
  }

  private async write(): Promise<void> {
    try {
      const name = this.document.view?.name ?? "";
      const written = await writeToCells(this.link, this.notebook, name);
      if (written.kind === "nothing") this.message.say("There are no mouse edits to write.");
      else if (written.kind === "copy") this.offerCode(written.code);
      else {
        this.document.take(written.answer);
        this.message.say(
          written.count === 1 ? "Written to a new cell." : `Written to ${written.count} new cells.`,
        );
      }
    } catch (error) {
      this.message.fail(error);
    }
  }

  /** Where no cell can be placed with certainty, the person places it. */
  private offerCode(code: string): void {
    const area = el("textarea", { readonly: true, rows: Math.min(12, code.split("\n").length + 1) });
    area.value = code;
    const copy = button(
      "write",
      "Copy the code",
      () => {
        area.select();
        const done = navigator.clipboard?.writeText(code) ?? Promise.reject(new Error("no clipboard"));
        done.catch(() => document.execCommand("copy")).finally(() => this.message.say("Copied."));
      },
      { label: "Copy", hook: "copy" },
    );
    const text =
      "It is not known after which cell these edits belong; paste them into a cell of your choice.";
    this.copied.replaceChildren(el("p", {}, text), area, copy);
    this.copied.hidden = false;
  }
}
