/** The marks of the ruler: steps that read well at every zoom. */

import { nominalRate, timecode } from "../timecode";

export interface Mark {
  frame: number;
  label: string | null;
}

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/** Frames between two labels, at least `room` pixels apart. */
export function step(pxPerFrame: number, fps: number, room = 96): number {
  const inSecond = [1, 2, 5, 10, 15].filter(frames => frames < fps && fps % frames === 0);
  const steps = [...inSecond, ...SECONDS.map(seconds => seconds * fps)];
  return steps.find(frames => frames * pxPerFrame >= room) ?? 36_000 * fps;
}

export function marks(from: number, to: number, pxPerFrame: number, rate: string): Mark[] {
  const fps = nominalRate(rate);
  const major = step(pxPerFrame, fps);
  const parts = [10, 5, 4, 2].find(count => major % count === 0 && (major / count) * pxPerFrame >= 9) ?? 1;
  const minor = major / parts;
  const found: Mark[] = [];
  for (let frame = Math.max(0, Math.floor(from / major) * major); frame <= to; frame += minor) {
    found.push({ frame, label: frame % major === 0 ? timecode(frame, rate) : null });
  }
  return found;
}
