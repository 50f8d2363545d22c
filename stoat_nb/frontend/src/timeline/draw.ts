/** Paint the visible part of a timeline; text on a canvas is never markup. */

import type { Palette } from "../theme";
import type { Item, TimelineView } from "../types";
import { type Row, RULER, type Trim, trimmed, visible } from "./layout";
import { marks } from "./ruler";

export interface Scene {
  view: TimelineView;
  rows: Row[];
  width: number;
  height: number;
  pxPerFrame: number;
  scroll: number;
  playhead: number;
  selection: string | null;
  hover: string | null;
  trim: Trim | null;
  focused: boolean;
  font: string;
}

type Context = CanvasRenderingContext2D;

const FADE = "…";

/** `text` cut to `room` pixels. */
export function shorten(context: Context, text: string, room: number): string {
  if (room < 12) return "";
  if (context.measureText(text).width <= room) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (context.measureText(text.slice(0, middle) + FADE).width <= room) low = middle;
    else high = middle - 1;
  }
  return low > 0 ? text.slice(0, low) + FADE : "";
}

export function draw(context: Context, scene: Scene, palette: Palette): void {
  context.clearRect(0, 0, scene.width, scene.height);
  context.fillStyle = palette.background;
  context.fillRect(0, 0, scene.width, scene.height);
  for (const row of scene.rows) drawRow(context, scene, row, palette);
  drawRuler(context, scene, palette);
  drawEnd(context, scene, palette);
  drawPlayhead(context, scene, palette);
}

function x(scene: Scene, frame: number): number {
  return frame * scene.pxPerFrame - scene.scroll;
}

function drawRuler(context: Context, scene: Scene, palette: Palette): void {
  const rate = scene.view.format?.rate ?? "25";
  const from = scene.scroll / scene.pxPerFrame;
  const to = (scene.scroll + scene.width) / scene.pxPerFrame;
  context.font = `11px ${scene.font}`;
  context.textBaseline = "middle";
  context.lineWidth = 1;
  for (const mark of marks(from, to, scene.pxPerFrame, rate)) {
    const left = Math.round(x(scene, mark.frame)) + 0.5;
    context.strokeStyle = palette.line;
    context.beginPath();
    context.moveTo(left, mark.label === null ? RULER - 5 : RULER - 11);
    context.lineTo(left, RULER);
    context.stroke();
    if (mark.label !== null) {
      context.fillStyle = palette.muted;
      context.fillText(mark.label, left + 5, 11);
    }
  }
  context.strokeStyle = palette.line;
  context.beginPath();
  context.moveTo(0, RULER + 0.5);
  context.lineTo(scene.width, RULER + 0.5);
  context.stroke();
}

function drawRow(context: Context, scene: Scene, row: Row, palette: Palette): void {
  context.fillStyle = palette.lane;
  context.fillRect(0, row.top, scene.width, row.height);
  const from = scene.scroll / scene.pxPerFrame;
  const to = (scene.scroll + scene.width) / scene.pxPerFrame;
  for (const item of visible(row.track.items, from, to)) {
    if (item.kind === "clip") drawClip(context, scene, row, item, palette);
  }
}

function drawClip(context: Context, scene: Scene, row: Row, item: Item, palette: Palette): void {
  const shown = trimmed(item, scene.trim);
  const left = x(scene, shown.start);
  const width = Math.max(1, shown.frames * scene.pxPerFrame - 1);
  const video = row.track.kind === "video";
  const selected = item.link !== undefined && item.link === scene.selection;
  const radius = Math.min(5, width / 3);
  context.beginPath();
  context.roundRect(left, row.top + 1, width, row.height - 2, radius);
  context.fillStyle = video ? palette.video : palette.audio;
  context.globalAlpha = selected || item.link === scene.hover ? 1 : 0.88;
  context.fill();
  context.globalAlpha = 1;
  if (width > 6) {
    context.save();
    context.clip();
    context.fillStyle = video ? palette.videoEdge : palette.audioEdge;
    context.fillRect(left, row.top + 1, width, 3);
    context.restore();
  }
  if (selected) {
    context.lineWidth = 2;
    context.strokeStyle = palette.accent;
    context.stroke();
    if (width > 24) drawHandles(context, left, width, row, palette);
  }
  const textLeft = Math.max(left, 0) + 9;
  context.font = `12px ${scene.font}`;
  context.textBaseline = "middle";
  context.fillStyle = palette.clipText;
  const label = shorten(context, item.label ?? "", left + width - 8 - textLeft);
  if (label) context.fillText(label, textLeft, row.top + row.height / 2 + 2);
}

function drawHandles(context: Context, left: number, width: number, row: Row, palette: Palette): void {
  context.fillStyle = palette.accent;
  for (const at of [left + 3, left + width - 5]) {
    context.beginPath();
    context.roundRect(at, row.top + row.height / 2 - 8, 2, 16, 1);
    context.fill();
  }
}

function drawEnd(context: Context, scene: Scene, palette: Palette): void {
  const end = x(scene, scene.view.duration_frames);
  if (end < 0 || end > scene.width) return;
  context.fillStyle = palette.background;
  context.globalAlpha = 0.55;
  context.fillRect(end, RULER + 1, scene.width - end, scene.height - RULER);
  context.globalAlpha = 1;
}

function drawPlayhead(context: Context, scene: Scene, palette: Palette): void {
  const left = Math.round(x(scene, scene.playhead)) + 0.5;
  if (left < -8 || left > scene.width + 8) return;
  context.fillStyle = palette.playhead;
  context.strokeStyle = palette.playhead;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(left, RULER - 8);
  context.lineTo(left, scene.height);
  context.stroke();
  context.beginPath();
  context.moveTo(left - 6, RULER - 15);
  context.lineTo(left + 6, RULER - 15);
  context.lineTo(left + 6, RULER - 9);
  context.lineTo(left, RULER - 2);
  context.lineTo(left - 6, RULER - 9);
  context.closePath();
  context.fill();
  if (scene.pxPerFrame > 4) {
    // the frame that is shown, when frames are wide enough to see
    context.globalAlpha = 0.12;
    context.fillRect(left, RULER + 1, scene.pxPerFrame, scene.height - RULER);
    context.globalAlpha = 1;
  }
}
