/** Frame picking against a naive model: walk over all presentation times and take the last that has come. */

import { expect, test } from "vitest";
import {
  frameIndex,
  frameMiddle,
  frameOfTimestamp,
  frameStart,
  pickUse,
  sequenceTime,
} from "../src/player/pick";
import {
  add,
  compare,
  divide,
  floor,
  parseRational,
  printRational,
  rational,
  toNumber,
} from "../src/rational";
import type { OpenedMedium, TimelineView } from "../src/types";

function medium(facts: Partial<OpenedMedium>): OpenedMedium {
  return {
    id: "m",
    name: "m.mp4",
    kind: "video",
    size: 1,
    files_url_path: null,
    rate: "25",
    first_time: "0",
    time_base: "1/12800",
    timestamps: null,
    end_pts: 0,
    frames: 100,
    width: 16,
    height: 9,
    rotation: 0,
    ...facts,
  };
}

function naive(stamps: bigint[], base: string, source: string): number {
  let shown = 0;
  const [b, s] = [parseRational(base), parseRational(source)];
  stamps.forEach((stamp, index) => {
    const time = rational((stamp - (stamps[0] ?? 0n)) * b.num, b.den);
    if (compare(time, s) <= 0) shown = index;
  });
  return shown;
}

const RATES = ["24", "25", "24000/1001", "30000/1001", "50", "60000/1001", "60"];

test.each(
  RATES.flatMap(source => RATES.map(sequence => [source, sequence])),
)("a %s medium in a %s sequence shows the last frame that has come", (source, sequence) => {
  const facts = medium({ rate: source ?? "25", frames: 400 });
  const rate = parseRational(source ?? "25");
  const base = printRational(rational(rate.den, rate.num));
  const stamps = Array.from({ length: 400 }, (_, index) => BigInt(index));
  for (let frame = 0; frame < 150; frame++) {
    const time = add(parseRational("7/12"), sequenceTime(frame, sequence ?? "25"));
    expect(frameIndex(facts, time)).toBe(naive(stamps, base, printRational(time)));
  }
});

test("a variable rate goes by the table of timestamps", () => {
  const stamps = [1000, 1033, 1100, 1101, 1450, 1500];
  const facts = medium({ rate: null, timestamps: stamps, time_base: "1/1000", end_pts: 1540, frames: 6 });
  for (let tick = 0; tick < 540; tick++) {
    const time = rational(BigInt(tick), 1000n);
    expect(frameIndex(facts, time)).toBe(naive(stamps.map(BigInt), "1/1000", printRational(time)));
  }
});

test.each(
  RATES,
)("at %s the middle of a frame, and its timestamp in microseconds, belong to that frame", rate => {
  const facts = medium({ rate, frames: 5000 });
  for (const index of [0, 1, 2, 999, 1001, 4999]) {
    expect(frameOfTimestamp(facts, Math.round(toNumber(frameStart(facts, index)) * 1e6) / 1e6)).toBe(index);
    expect(frameOfTimestamp(facts, Math.round(toNumber(frameStart(facts, index)) * 1e3) / 1e3)).toBe(index);
    expect(frameMiddle(facts, index)).toBeGreaterThan(toNumber(frameStart(facts, index)));
    expect(frameMiddle(facts, index)).toBeLessThan(toNumber(frameStart(facts, index + 1)));
  }
});

const use = (start: number, frames: number, source: string) => ({
  start_frame: start,
  frames,
  clips: [],
  label: "",
  medium: "m",
  source_start: source,
  speed: "1",
});

test("the use on screen is found, and black where there is none", () => {
  const view = {
    format: { rate: "30000/1001", width: 2, height: 2, sample_rate: 48000 },
    scene: [use(0, 10, "0"), use(12, 5, "1001/30000"), use(17, 3, "5")],
  } as unknown as TimelineView;
  const at = (frame: number) => {
    const picked = pickUse(view, frame);
    return picked && [picked.use.start_frame, printRational(picked.source)];
  };
  expect(at(0)).toEqual([0, "0"]);
  expect(at(9)).toEqual([0, "3003/10000"]);
  expect(at(10)).toBeNull();
  expect(at(11)).toBeNull();
  expect(at(12)).toEqual([12, "1001/30000"]);
  expect(at(16)).toEqual([12, "1001/6000"]);
  expect(at(17)).toEqual([17, "5"]);
  expect(at(20)).toBeNull();
});

test("floors of negative times go down", () => {
  expect(floor(divide(parseRational("-1"), parseRational("3")))).toBe(-1n);
  expect(floor(parseRational("-4/2"))).toBe(-2n);
});

test.each(["", "1.5", "1/0", "x", "--1"])("%j is not an exact number", text => {
  expect(() => parseRational(text)).toThrow(RangeError);
});
