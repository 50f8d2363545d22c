/** Timecodes against counting: every frame in turn, numbers dropped as SMPTE 12M says. */

import { expect, test } from "vitest";
import { clock, eta, timecode } from "../src/timecode";

function counted(fps: number, skipped: number, frames: number): string[] {
  const shown: string[] = [];
  const two = (value: number) => String(value).padStart(2, "0");
  let [h, m, s, f] = [0, 0, 0, 0];
  for (let index = 0; index < frames; index++) {
    shown.push(`${two(h)}:${two(m)}:${two(s)}${skipped ? ";" : ":"}${two(f)}`);
    f++;
    if (f === fps) [f, s] = [0, s + 1];
    if (s === 60) {
      [s, m] = [0, m + 1];
      if (m % 10) f = skipped;
    }
    if (m === 60) [m, h] = [0, h + 1];
  }
  return shown;
}

test.each([
  ["25", 25, 0],
  ["24000/1001", 24, 0],
  ["30000/1001", 30, 2],
  ["60000/1001", 60, 4],
])("at %s each frame has its own timecode", (rate, fps, skipped) => {
  const expected = counted(fps, skipped, fps * 60 * 21);
  for (let frame = 0; frame < expected.length; frame += 7)
    expect(timecode(frame, rate)).toBe(expected[frame]);
});

test("lengths and waiting times read well", () => {
  expect(clock(3723)).toBe("1:02:03");
  expect(clock(59.6)).toBe("1:00");
  expect(eta(0.2)).toBe("a moment");
  expect(eta(4.2)).toBe("about 5 s");
  expect(eta(600)).toBe("about 10 min");
});
