/** The badge that says whether notebook and timeline agree, and the list of parked edits. */

import { el } from "../dom";
import type { Parked } from "../types";

interface Badge {
  text: string;
  tone: "good" | "note" | "warn";
  title: string;
}

/** What a script state means to a person. */
export function describe(state: string): Badge {
  const match = /^(\w+)(?:\((.*)\))?$/s.exec(state);
  const inside = match?.[2] ?? "";
  switch (match?.[1]) {
    case "in_step":
      return { text: "in step", tone: "good", title: "The notebook's cells make exactly this timeline" };
    case "hand_edits":
      return {
        text: inside === "1" ? "1 mouse edit" : `${inside} mouse edits`,
        tone: "note",
        title: "Mouse edits that no cell has yet: write them to a cell to keep them in the notebook",
      };
    case "stale":
      return { text: "stale", tone: "warn", title: `Run these cells again: ${inside}` };
    case "order_differs":
      return {
        text: "order differs",
        tone: "warn",
        title: "The cells were run in another order than they stand in",
      };
    case "parked":
      return { text: `${inside} parked`, tone: "warn", title: "Some edits could not be replayed; see below" };
    default:
      return { text: state, tone: "note", title: state };
  }
}

export function badge(element: HTMLElement, state: string): void {
  const { text, tone, title } = describe(state);
  element.textContent = text;
  element.title = title;
  element.dataset.tone = tone;
}

export function parkedList(element: HTMLElement, parked: Parked[]): void {
  element.hidden = parked.length === 0;
  element.replaceChildren(
    el("p", {}, parked.length === 1 ? "One edit is parked:" : `${parked.length} edits are parked:`),
    el("ul", {}, ...parked.map(entry => el("li", { "data-code": entry.code }, entry.message))),
  );
}
