/** The canvas of a timeline: scrolling, zooming, the mouse, and repainting when something changed. */

import { el } from "../dom";
import type { Session } from "../session";
import { followTheme, type Palette, readPalette } from "../theme";
import type { Item, TimelineView } from "../types";
import { draw } from "./draw";
import { clampTrim, type Hit, heightOf, hit, type Row, rows, type Trim } from "./layout";

export interface SurfaceActions {
  trim(item: Item, edge: "head" | "tail", frames: number): void;
}

const MIN_PX = 1e-4;
const MAX_PX = 48;
const RUN_OFF = 120; // pixels after the end

export class Surface {
  readonly root: HTMLElement;
  readonly canvas = el("canvas", { class: "stoat-canvas", "aria-hidden": "true" });
  private readonly heads = el("div", { class: "stoat-heads", "aria-hidden": "true" });
  private readonly scroller = el("div", { class: "stoat-scroller" });
  private readonly extent = el("div", { class: "stoat-extent" });
  private rows: Row[] = [];
  private view: TimelineView | null = null;
  private palette: Palette | null = null;
  private hover: string | null = null;
  private trim: Trim | null = null;
  private drag: {
    pointer: number;
    begin: Hit;
    item: Item | null;
    edge: "head" | "tail" | null;
    from: number;
  } | null = null;
  private asked = 0;
  private width = 0;
  private readonly undoers: (() => void)[] = [];

  constructor(
    private readonly session: Session,
    private readonly actions: SurfaceActions,
  ) {
    this.scroller.append(this.extent, this.canvas);
    this.root = el("div", { class: "stoat-surface" }, this.heads, this.scroller);
    this.scroller.addEventListener("scroll", () => this.ask());
    this.scroller.addEventListener("wheel", event => this.onWheel(event), { passive: false });
    this.canvas.addEventListener("pointerdown", event => this.onDown(event));
    this.canvas.addEventListener("pointermove", event => this.onMove(event));
    this.canvas.addEventListener("pointerup", event => this.onUp(event, true));
    this.canvas.addEventListener("pointercancel", event => this.onUp(event, false));
    this.canvas.addEventListener("pointerleave", () => this.setHover(null));
    const resize = new ResizeObserver(() => this.measure());
    resize.observe(this.scroller);
    this.undoers.push(() => resize.disconnect());
    this.undoers.push(
      session.subscribe(changed => {
        if (changed.playhead !== undefined && session.state.playing) this.keepInSight();
        if (changed.pxPerFrame !== undefined) this.stretch();
        this.ask();
      }),
    );
  }

  /** Begin to follow the theme of the page; call when the root is in the document. */
  attach(themed: HTMLElement): void {
    this.undoers.push(
      followTheme(themed, () => {
        this.palette = null;
        this.ask();
      }),
    );
    this.measure();
  }

  close(): void {
    for (const undo of this.undoers) undo();
    cancelAnimationFrame(this.asked);
  }

  show(view: TimelineView): void {
    this.view = view;
    this.trim = null;
    this.rows = rows(view);
    const height = heightOf(this.rows);
    this.canvas.style.height = `${height}px`;
    this.heads.replaceChildren(
      ...this.rows.map(row =>
        el(
          "span",
          {
            class: `stoat-head stoat-head-${row.track.kind}`,
            style: `top:${row.top}px;height:${row.height}px`,
          },
          row.track.name,
        ),
      ),
    );
    this.stretch();
  }

  get pxPerFrame(): number {
    return this.session.state.pxPerFrame ?? this.fitting();
  }

  /** Zoom by `factor`, keeping the frame at `anchor` (pixels from the left) where it is. */
  zoom(factor: number, anchor?: number): void {
    const before = this.pxPerFrame;
    const at = anchor ?? this.session.state.playhead * before - this.scroller.scrollLeft;
    const inside = anchor ?? (at >= 0 && at <= this.width ? at : this.width / 2);
    const frame = (inside + this.scroller.scrollLeft) / before;
    const after = Math.min(MAX_PX, Math.max(Math.min(MIN_PX, before), before * factor));
    this.session.set({ pxPerFrame: after });
    this.scroller.scrollLeft = frame * after - inside;
    this.ask();
  }

  fit(): void {
    this.session.set({ pxPerFrame: null });
    this.scroller.scrollLeft = 0;
    this.stretch();
  }

  /** Scroll so that the playhead is on screen. */
  keepInSight(): void {
    const at = this.session.state.playhead * this.pxPerFrame - this.scroller.scrollLeft;
    if (at < 0 || at > this.width - 12) {
      this.scroller.scrollLeft = this.session.state.playhead * this.pxPerFrame - this.width * 0.15;
    }
  }

  private fitting(): number {
    const frames = Math.max(1, this.view?.duration_frames ?? 1);
    return Math.min(MAX_PX / 2, Math.max(MIN_PX, (this.width - 24) / frames));
  }

  private measure(): void {
    this.width = this.scroller.clientWidth;
    this.stretch();
  }

  private stretch(): void {
    const frames = this.view?.duration_frames ?? 0;
    const whole = this.session.state.pxPerFrame === null ? this.width : frames * this.pxPerFrame + RUN_OFF;
    this.extent.style.width = `${Math.max(this.width, Math.ceil(whole))}px`;
    this.ask();
  }

  private ask(): void {
    if (this.asked) return;
    this.asked = requestAnimationFrame(() => {
      this.asked = 0;
      this.paint();
    });
  }

  private paint(): void {
    if (!this.view || this.width === 0) return;
    this.palette ??= readPalette(this.root);
    const ratio = devicePixelRatio || 1;
    const height = heightOf(this.rows);
    const [w, h] = [Math.round(this.width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== h) {
      this.canvas.width = w;
      this.canvas.height = h;
      this.canvas.style.width = `${this.width}px`;
    }
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(
      context,
      {
        view: this.view,
        rows: this.rows,
        width: this.width,
        height,
        pxPerFrame: this.pxPerFrame,
        scroll: this.scroller.scrollLeft,
        playhead: this.session.state.playhead,
        selection: this.session.state.selection,
        hover: this.hover,
        trim: this.trim,
        focused: true,
        font: getComputedStyle(this.root).fontFamily,
      },
      this.palette,
    );
    this.root.dataset.pxPerFrame = String(this.pxPerFrame);
    this.root.dataset.scroll = String(this.scroller.scrollLeft);
  }

  private locate(event: MouseEvent): Hit {
    const box = this.canvas.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    return hit(this.rows, px, py, this.pxPerFrame, this.scroller.scrollLeft);
  }

  private onWheel(event: WheelEvent): void {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const box = this.canvas.getBoundingClientRect();
      this.zoom(Math.exp(-event.deltaY / 240), event.clientX - box.left);
    } else if (event.shiftKey && event.deltaX === 0) {
      event.preventDefault();
      this.scroller.scrollLeft += event.deltaY;
    }
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0 || !this.view) return;
    const begin = this.locate(event);
    const edge = begin.zone === "head" || begin.zone === "tail" ? begin.zone : null;
    this.drag = {
      pointer: event.pointerId,
      begin,
      item: begin.item ?? null,
      edge,
      from: event.clientX + this.scroller.scrollLeft,
    };
    this.canvas.setPointerCapture(event.pointerId);
    if (begin.item?.link) this.session.set({ selection: begin.item.link });
    else if (begin.zone === "empty") this.session.set({ selection: null });
    if (!edge) this.seek(begin.frame);
  }

  private onMove(event: PointerEvent): void {
    const now = this.locate(event);
    if (!this.drag) {
      this.setHover(now.item?.link ?? null);
      this.canvas.style.cursor = now.zone === "head" || now.zone === "tail" ? "ew-resize" : "default";
      return;
    }
    const { item, edge, begin } = this.drag;
    if (item?.link && edge) {
      const moved = event.clientX + this.scroller.scrollLeft - this.drag.from;
      const frames = clampTrim(item, edge, Math.round(moved / this.pxPerFrame));
      this.trim = { link: item.link, edge, frames };
      this.ask();
    } else if (begin.zone === "ruler" || begin.zone === "body" || begin.zone === "empty") {
      this.seek(now.frame);
    }
  }

  private onUp(event: PointerEvent, keep: boolean): void {
    const drag = this.drag;
    this.drag = null;
    if (this.canvas.hasPointerCapture(event.pointerId)) this.canvas.releasePointerCapture(event.pointerId);
    const trim = this.trim;
    if (keep && drag?.item && drag.edge && trim && trim.frames !== 0) {
      this.actions.trim(drag.item, drag.edge, trim.frames);
    }
    this.trim = null;
    this.ask();
  }

  private seek(frame: number): void {
    const last = Math.max(0, (this.view?.duration_frames ?? 1) - 1);
    this.session.set({ playhead: Math.min(last, frame), playing: false });
  }

  private setHover(link: string | null): void {
    if (this.hover === link) return;
    this.hover = link;
    this.ask();
  }
}
