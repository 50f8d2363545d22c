/** The sampling rule in the page: which source frame a sequence frame shows (exact, as in the core). */

import { add, divide, floor, multiply, parseRational, type Rational, rational, toNumber } from "../rational";
import type { OpenedMedium, PictureUse, TimelineView } from "../types";

export interface Picked {
  use: PictureUse;
  source: Rational; // exact source time that the sequence frame shows
}

/** The use on screen at sequence frame `frame`, found by halving; null where the scene is black. */
export function pickUse(view: TimelineView, frame: number): Picked | null {
  if (!view.format) return null;
  let low = 0;
  let high = view.scene.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const use = view.scene[middle];
    if (use && use.start_frame <= frame) low = middle + 1;
    else high = middle;
  }
  const use = view.scene[low - 1];
  if (!use || frame >= use.start_frame + use.frames) return null;
  const into = divide(rational(BigInt(frame - use.start_frame)), parseRational(view.format.rate));
  return { use, source: add(parseRational(use.source_start), multiply(into, parseRational(use.speed))) };
}

/** The n-th presented frame of `medium` on screen at exact source time `source`. */
export function frameIndex(medium: OpenedMedium, source: Rational): number {
  const last = Math.max(0, medium.frames - 1);
  if (medium.timestamps?.length) {
    const ticks = floor(divide(source, parseRational(medium.time_base)));
    const first = BigInt(medium.timestamps[0] ?? 0);
    let low = 0;
    let high = medium.timestamps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (BigInt(medium.timestamps[middle] ?? 0) - first <= ticks) low = middle + 1;
      else high = middle;
    }
    return Math.min(last, Math.max(0, low - 1));
  }
  const index = Number(floor(multiply(source, parseRational(medium.rate ?? "25"))));
  return Math.min(last, Math.max(0, index));
}

/** Start of frame `index` counted from the medium's first frame, exact. */
export function frameStart(medium: OpenedMedium, index: number): Rational {
  const stamps = medium.timestamps;
  if (stamps?.length) {
    const tick = index < stamps.length ? (stamps[index] ?? 0) : medium.end_pts;
    return multiply(rational(BigInt(tick) - BigInt(stamps[0] ?? 0)), parseRational(medium.time_base));
  }
  return divide(rational(BigInt(index)), parseRational(medium.rate ?? "25"));
}

/** Seconds (for the decoder) in the middle of frame `index`, counted from the first frame: away from both edges. */
export function frameMiddle(medium: OpenedMedium, index: number): number {
  const sum = add(frameStart(medium, index), frameStart(medium, index + 1));
  return toNumber(divide(sum, rational(2n)));
}

/** The frame that a decoder's own timestamp (seconds from the first frame) belongs to. */
export function frameOfTimestamp(medium: OpenedMedium, seconds: number): number {
  // decoders round to microseconds, containers to their ticks: look a quarter of the shortest frame ahead
  const nudge = medium.timestamps ? 0.0006 : 0.25 / toNumber(parseRational(medium.rate ?? "25"));
  const micro = BigInt(Math.round((seconds + nudge) * 1e6));
  return frameIndex(medium, rational(micro, 1_000_000n));
}

/** Sequence frames as exact seconds, for edits. */
export function sequenceTime(frames: number, rate: string): Rational {
  return divide(rational(BigInt(frames)), parseRational(rate));
}
