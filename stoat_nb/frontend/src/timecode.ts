/** Frames as people read them: `HH:MM:SS:FF`, and `;FF` where frame numbers are dropped. */

import { parseRational, toNumber } from "./rational";

const two = (value: number): string => String(value).padStart(2, "0");

/** Whole frame numbers that one second of timecode counts (30 for 30000/1001). */
export function nominalRate(rate: string): number {
  return Math.max(1, Math.round(toNumber(parseRational(rate))));
}

function dropsFrames(rate: string): boolean {
  return rate === "30000/1001" || rate === "60000/1001";
}

/** The timecode of frame `frame`, drop-frame at 29.97 and 59.94. */
export function timecode(frame: number, rate: string): string {
  const fps = nominalRate(rate);
  const drop = dropsFrames(rate);
  let number = Math.max(0, Math.floor(frame));
  if (drop) {
    // SMPTE 12M: two numbers (four at 59.94) are skipped each minute, but not each tenth minute
    const skipped = fps / 15;
    const perTenMinutes = fps * 600 - skipped * 9;
    const perMinute = fps * 60 - skipped;
    const tens = Math.floor(number / perTenMinutes);
    const rest = number % perTenMinutes;
    number += skipped * 9 * tens;
    if (rest >= fps * 60) number += skipped * (Math.floor((rest - fps * 60) / perMinute) + 1);
  }
  const seconds = Math.floor(number / fps);
  const separator = drop ? ";" : ":";
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
  return `${clock}${separator}${two(number % fps)}`;
}

/** `1:02:03` or `2:03`: a length for lists. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** `about 5 s`, `about 3 min`: how long something will still take. */
export function eta(seconds: number): string {
  if (seconds < 1) return "a moment";
  if (seconds < 90) return `about ${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${(seconds / 3600).toFixed(1)} h`;
}
