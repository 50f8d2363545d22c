/** Write to cell: mouse edits become cells that own them; nothing is executed, nothing overwritten. */

import type { Answer, Link } from "../link";
import type { Notebook } from "../notebook-cells";
import type { HandCode } from "../types";

export type Written =
  | { kind: "nothing" }
  | { kind: "cells"; count: number; answer: Answer }
  | { kind: "copy"; code: string };

const MOST_CELLS = 64;

/** Write every hand block to a new cell after the cell that precedes it; else give the code to copy. */
export async function writeToCells(
  link: Link,
  notebook: Notebook | null,
  timeline: string,
): Promise<Written> {
  let written: Written = { kind: "nothing" };
  for (let count = 1; count <= MOST_CELLS; count++) {
    const hand = (await link.request("code.get")).result as HandCode;
    if (!hand.code) return written;
    const key = notebook?.key() ?? null;
    const cell = notebook && key ? place(notebook, timeline, hand) : null;
    if (!cell || !key) return { kind: "copy", code: hand.code };
    const taken = { block: hand.block, cell, notebook: key };
    written = { kind: "cells", count, answer: await link.request("code.taken", taken) };
  }
  return written;
}

function place(notebook: Notebook, timeline: string, hand: HandCode): string | null {
  // a cell that an earlier, interrupted attempt left is used, not written a second time
  const before = notebook.written(timeline, hand.block, hand.code);
  if (before) return before;
  if (!hand.after_cell) return null;
  const mark = { role: "edits", timeline, block: hand.block } as const;
  return notebook.insertAfter(hand.after_cell, hand.code, mark);
}
