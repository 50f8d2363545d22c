/** Hit testing and culling against looking at every item. */

import { expect, test } from "vitest";
import {
  clampTrim,
  cuts,
  EDGE,
  heightOf,
  hit,
  itemAt,
  links,
  RULER,
  rows,
  trimmed,
  visible,
} from "../src/timeline/layout";
import { marks, step } from "../src/timeline/ruler";
import type { Item, TimelineView } from "../src/types";

const clip = (link: string, start: number, frames: number, kind = "v"): Item => ({
  kind: "clip",
  id: link + kind,
  link,
  label: link,
  start,
  frames,
});

const items = [
  clip("a", 0, 10),
  { kind: "gap", start: 10, frames: 5 } as Item,
  clip("b", 15, 1),
  clip("c", 16, 40),
];
const view = {
  duration_frames: 56,
  tracks: [
    { name: "V1", kind: "video", items },
    { name: "V2", kind: "video", items: [clip("t", 20, 5)] },
    { name: "A1", kind: "audio", items: [clip("a", 0, 10, "a"), clip("c", 16, 40, "a")] },
  ],
} as unknown as TimelineView;

test("the highest picture is on top, the sound below", () => {
  const all = rows(view);
  expect(all.map(row => row.track.name)).toEqual(["V2", "V1", "A1"]);
  expect(all.every((row, index) => index === 0 || row.top > (all[index - 1]?.top ?? 0))).toBe(true);
  expect(heightOf(all)).toBeGreaterThan(all[2]?.top ?? 0);
});

test("culling finds what a look at every item finds", () => {
  for (let from = -5; from < 70; from++) {
    for (const length of [1, 3, 30]) {
      const expected = items.filter(item => item.start < from + length && item.start + item.frames > from);
      expect(visible(items, from, from + length)).toEqual(expected);
    }
    expect(itemAt(items, from)).toBe(
      items.find(item => item.start <= from && from < item.start + item.frames) ?? null,
    );
  }
});

test("edges can be taken hold of, from inside and from just beside", () => {
  const all = rows(view);
  const y = (all[1]?.top ?? 0) + 5;
  const px = 20;
  const zone = (x: number, scroll = 0) => {
    const found = hit(all, x, y, px, scroll);
    return [found.zone, found.item?.link];
  };
  expect(zone(2)).toEqual(["head", "a"]);
  expect(zone(100)).toEqual(["body", "a"]);
  expect(zone(10 * px - 3)).toEqual(["tail", "a"]);
  expect(zone(10 * px + 2)).toEqual(["tail", "a"]);
  expect(zone(12 * px)[0]).toBe("empty");
  expect(zone(15 * px - 2)).toEqual(["head", "b"]);
  expect(zone(15 * px + 10)).toEqual(["body", "b"]);
  expect(zone(16 * px + 1)).toEqual(["head", "c"]);
  expect(zone(1, 16 * px)).toEqual(["head", "c"]);
  expect(hit(all, 50, RULER - 1, px, 0)).toEqual({ zone: "ruler", frame: 2 });
  expect(EDGE).toBeGreaterThan(4);
});

test("a dragged edge stays inside its medium and leaves one frame", () => {
  const item = { ...clip("a", 10, 20), head_room: 4, tail_room: 0 };
  expect(clampTrim(item, "head", 50)).toBe(19);
  expect(clampTrim(item, "head", -50)).toBe(-4);
  expect(clampTrim(item, "tail", 9)).toBe(0);
  expect(clampTrim(item, "tail", -50)).toBe(-19);
  expect(trimmed(item, { link: "a", edge: "head", frames: 3 })).toMatchObject({ start: 13, frames: 17 });
  expect(trimmed(item, { link: "a", edge: "tail", frames: -3 })).toMatchObject({ start: 10, frames: 17 });
  expect(trimmed(item, { link: "b", edge: "tail", frames: -3 })).toBe(item);
});

test("picture and sound of a link are one, in order of time", () => {
  expect(links(view).map(item => item.link)).toEqual(["a", "b", "c", "t"]);
  expect(cuts(view)).toEqual([0, 10, 15, 16, 20, 25, 56]);
});

test("the ruler's labels keep their distance at every zoom", () => {
  for (let px = 0.0005; px < 48; px *= 1.7) {
    for (const fps of [24, 25, 30, 50, 60])
      expect(step(px, fps) * px).toBeGreaterThanOrEqual(px < 0.0006 ? 0 : 96);
    const found = marks(0, 900 / px, px, "25");
    expect(found.length).toBeLessThan(900 / 9 + 3);
    expect(found.some(mark => mark.label !== null)).toBe(true);
  }
});
