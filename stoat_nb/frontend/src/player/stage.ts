/** The picture under the playhead: the exact frame, or what keeps it from being shown. */

import { el } from "../dom";
import { parseRational, toNumber } from "../rational";
import type { Session } from "../session";
import type { TimelineView } from "../types";
import type { Media, Picture } from "./media";
import { frameIndex, pickUse } from "./pick";

/** What a stage shows at each frame number. */
export interface Programme {
  frames: number;
  rate: string;
  width: number;
  height: number;
  at(frame: number): Promise<{ medium: string; index: number } | null>;
}

/** A timeline's scene as a programme. */
export function timelineProgramme(view: TimelineView, media: Media): Programme {
  return {
    frames: view.duration_frames,
    rate: view.format?.rate ?? "25",
    width: view.format?.width ?? 16,
    height: view.format?.height ?? 9,
    async at(frame) {
      const picked = pickUse(view, frame);
      if (!picked) return null;
      const { medium } = await media.medium(picked.use.medium);
      return { medium: medium.id, index: frameIndex(medium, picked.source) };
    },
  };
}

/** One medium, frame by frame of its own. */
export async function mediumProgramme(id: string, media: Media): Promise<Programme> {
  const { medium } = await media.medium(id);
  return {
    frames: medium.frames,
    rate: medium.rate ?? averageRate(medium.frames, medium.end_pts, medium.timestamps, medium.time_base),
    width: medium.width,
    height: medium.height,
    at: frame => Promise.resolve({ medium: id, index: frame }),
  };
}

function averageRate(frames: number, end: number, stamps: number[] | null, base: string): string {
  const seconds = toNumber(parseRational(base)) * (end - (stamps?.[0] ?? 0));
  return String(Math.max(1, Math.round(frames / Math.max(seconds, 1e-6))));
}

const MAX_WIDTH = 1280;

export class Stage {
  readonly canvas = el("canvas", { class: "stoat-picture", role: "img", "aria-label": "picture" });
  readonly root: HTMLElement;
  private readonly note = el("div", { class: "stoat-stage-note" });
  private readonly badge = el("span", { class: "stoat-route" });
  private programme: Programme | null = null;
  private wanted: number | null = null;
  private busy = false;
  private abort = new AbortController();
  private generation = 0;
  private clock = 0;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly session: Session,
    private readonly media: Media,
  ) {
    this.root = el(
      "div",
      { class: "stoat-stage", "data-state": "loading" },
      this.canvas,
      this.note,
      this.badge,
    );
    this.unsubscribe = session.subscribe(changed => {
      if (changed.playing === true) this.play();
      if (changed.playhead !== undefined) this.seek(session.state.playhead);
    });
  }

  show(programme: Programme): void {
    this.programme = programme;
    this.generation++;
    const scale = Math.min(1, MAX_WIDTH / programme.width);
    const width = Math.max(2, Math.round(programme.width * scale));
    const height = Math.max(2, Math.round(programme.height * scale));
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.canvas.style.aspectRatio = `${width} / ${height}`;
    this.seek(this.session.state.playhead);
  }

  close(): void {
    this.unsubscribe();
    this.abort.abort();
    cancelAnimationFrame(this.clock);
    this.programme = null;
  }

  /** Ask for a frame; while one is on its way only the newest wish is kept. */
  private seek(frame: number): void {
    this.wanted = frame;
    if (this.busy) {
      this.abort.abort();
      return;
    }
    void this.work();
  }

  private async work(): Promise<void> {
    this.busy = true;
    while (this.wanted !== null && this.programme) {
      const frame = this.wanted;
      this.wanted = null;
      this.abort = new AbortController();
      try {
        await this.render(this.programme, frame, this.generation);
      } catch (error) {
        if (this.wanted === null) this.fail(error);
      }
    }
    this.busy = false;
  }

  private async render(programme: Programme, frame: number, generation: number): Promise<void> {
    if (this.root.dataset.state !== "ready") this.root.dataset.state = "loading";
    const at = frame < programme.frames ? await programme.at(frame) : null;
    if (generation !== this.generation) return;
    if (!at) {
      this.paint(null, 0, 0);
      this.mark({ state: programme.frames ? "black" : "empty", frame, route: "none" });
      this.note.textContent = programme.frames ? "" : "The timeline is empty";
      return;
    }
    const frames = await this.media.medium(at.medium);
    const picture = await frames.frame(at.index, this.abort.signal);
    if (generation !== this.generation) return;
    this.paint(picture, frames.medium.width, frames.medium.height);
    this.note.textContent = "";
    this.mark({ state: "ready", frame, route: picture.route, medium: at.medium, source: at.index });
  }

  private paint(picture: Picture | null, width: number, height: number): void {
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    if (!context) return;
    const { width: w, height: h } = this.canvas;
    context.fillStyle = "#000";
    context.fillRect(0, 0, w, h);
    if (!picture || !width || !height) return;
    const scale = Math.min(w / width, h / height);
    const [dw, dh] = [Math.round(width * scale), Math.round(height * scale)];
    picture.draw(context, Math.round((w - dw) / 2), Math.round((h - dh) / 2), dw, dh);
  }

  private mark(shown: {
    state: string;
    frame: number;
    route: string;
    medium?: string;
    source?: number;
  }): void {
    const data = this.root.dataset;
    data.frame = String(shown.frame);
    data.route = shown.route;
    data.medium = shown.medium ?? "";
    data.sourceFrame = shown.source === undefined ? "" : String(shown.source);
    data.state = shown.state;
    const names: Record<string, string> = {
      files: "decoded here · from the server's files",
      comm: "decoded here · through the kernel",
      kernel: "still frames from the kernel",
    };
    this.badge.textContent = names[shown.route] ?? "";
    this.canvas.setAttribute("aria-label", `frame ${shown.frame}`);
  }

  private fail(error: unknown): void {
    this.paint(null, 0, 0);
    this.mark({ state: "error", frame: this.session.state.playhead, route: "none" });
    this.note.textContent = error instanceof Error ? error.message : "The frame cannot be shown";
  }

  /** Walk the playhead by the clock; frames that come too late are passed over. */
  private play(): void {
    const programme = this.programme;
    if (!programme || programme.frames === 0) {
      this.session.set({ playing: false });
      return;
    }
    const last = programme.frames - 1;
    const begin = this.session.state.playhead >= last ? 0 : this.session.state.playhead;
    const rate = toNumber(parseRational(programme.rate));
    const started = performance.now();
    const tick = (): void => {
      if (!this.session.state.playing || this.programme === null) return;
      const now = begin + Math.floor(((performance.now() - started) / 1000) * rate);
      if (!this.busy || now >= last) this.session.set({ playhead: Math.min(last, now) });
      if (now >= last) this.session.set({ playing: false });
      else this.clock = requestAnimationFrame(tick);
    };
    cancelAnimationFrame(this.clock);
    this.clock = requestAnimationFrame(tick);
  }
}
