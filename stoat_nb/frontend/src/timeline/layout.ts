/** Where things are on the timeline: rows, culling by halving, and what lies under a point. */

import type { Item, TimelineView, Track } from "../types";

export const RULER = 30;
export const ROW = { video: 52, audio: 40 } as const;
export const ROW_GAP = 3;
export const EDGE = 8;

export interface Row {
  track: Track;
  top: number;
  height: number;
}

export interface Trim {
  link: string;
  edge: "head" | "tail";
  frames: number; // positive moves the edge to the right
}

export interface Hit {
  zone: "ruler" | "head" | "tail" | "body" | "empty";
  frame: number;
  item?: Item;
  track?: Track;
}

/** Tracks from top to bottom: the highest picture first, then the sound. */
export function rows(view: TimelineView): Row[] {
  const video = view.tracks.filter(track => track.kind === "video").reverse();
  const audio = view.tracks.filter(track => track.kind === "audio");
  let top = RULER + 6;
  return [...video, ...audio].map(track => {
    const row = { track, top, height: ROW[track.kind] };
    top += row.height + ROW_GAP;
    return row;
  });
}

export function heightOf(all: Row[]): number {
  const last = all[all.length - 1];
  return (last ? last.top + last.height : RULER + 60) + 8;
}

/** Index of the first item that ends after `frame`; items are sorted and do not overlap. */
function firstAfter(items: Item[], frame: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item && item.start + item.frames <= frame) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The items of a track that are on screen between two frames. */
export function visible(items: Item[], from: number, to: number): Item[] {
  const shown: Item[] = [];
  for (let index = firstAfter(items, from); index < items.length; index++) {
    const item = items[index];
    if (!item || item.start >= to) break;
    shown.push(item);
  }
  return shown;
}

export function itemAt(items: Item[], frame: number): Item | null {
  const item = items[firstAfter(items, frame)];
  return item && item.start <= frame ? item : null;
}

/** What lies under the point (x, y) of the canvas; `scroll` is in pixels. */
export function hit(all: Row[], x: number, y: number, pxPerFrame: number, scroll: number): Hit {
  const exact = (x + scroll) / pxPerFrame;
  const frame = Math.max(0, Math.floor(exact));
  if (y < RULER) return { zone: "ruler", frame };
  const row = all.find(entry => y >= entry.top && y < entry.top + entry.height);
  if (!row) return { zone: "empty", frame };
  const near = visible(row.track.items, exact - EDGE / pxPerFrame, exact + EDGE / pxPerFrame);
  const clips = near.filter(item => item.kind === "clip");
  const inside = clips.find(item => item.start <= exact && exact < item.start + item.frames);
  // inside a clip its own edges win; beside one, the nearest edge does
  const item = inside ?? clips[0];
  if (!item) return { zone: "empty", frame, track: row.track };
  const left = (exact - item.start) * pxPerFrame;
  const right = (item.start + item.frames - exact) * pxPerFrame;
  const reach = inside ? Math.min(EDGE, (item.frames * pxPerFrame) / 3) : EDGE / 2;
  if (Math.abs(left) < reach && Math.abs(left) <= Math.abs(right)) {
    return { zone: "head", frame, item, track: row.track };
  }
  if (Math.abs(right) < reach) return { zone: "tail", frame, item, track: row.track };
  return inside
    ? { zone: "body", frame, item, track: row.track }
    : { zone: "empty", frame, track: row.track };
}

/** An item as it looks while its edge is being dragged. */
export function trimmed(item: Item, trim: Trim | null): Item {
  if (!trim || item.link !== trim.link) return item;
  return trim.edge === "head"
    ? { ...item, start: item.start + trim.frames, frames: item.frames - trim.frames }
    : { ...item, frames: item.frames + trim.frames };
}

/** Keep a dragged edge legal: one frame stays, and no further out than the medium reaches. */
export function clampTrim(item: Item, edge: "head" | "tail", frames: number): number {
  if (edge === "head") {
    return Math.min(item.frames - 1, Math.max(frames, -(item.head_room ?? item.start)));
  }
  return Math.max(1 - item.frames, Math.min(frames, item.tail_room ?? Number.MAX_SAFE_INTEGER));
}

/** All clips in reading order, one for each link, for the list that screen readers get. */
export function links(view: TimelineView): Item[] {
  const seen = new Set<string>();
  const found: Item[] = [];
  for (const row of rows(view)) {
    for (const item of row.track.items) {
      if (item.kind !== "clip" || !item.link || seen.has(item.link)) continue;
      seen.add(item.link);
      found.push(item);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Every frame at which something begins or ends, sorted. */
export function cuts(view: TimelineView): number[] {
  const all = new Set<number>([0, view.duration_frames]);
  for (const track of view.tracks) {
    for (const item of track.items) {
      if (item.kind === "clip") all.add(item.start).add(item.start + item.frames);
    }
  }
  return [...all].sort((a, b) => a - b);
}
