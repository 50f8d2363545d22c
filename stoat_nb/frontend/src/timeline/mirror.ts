/** The timeline as a list that screen readers can walk: one option for each clip and its sound. */

import { el } from "../dom";
import { timecode } from "../timecode";
import type { TimelineView } from "../types";
import { links } from "./layout";

const MOST = 500; // around the playhead, so that a very long timeline stays quick

let count = 0;

export class Mirror {
  readonly root = el("ul", { class: "stoat-hidden", role: "listbox", "aria-label": "clips" });
  private readonly prefix = `stoat-clip-${++count}-`;
  private ids = new Map<string, string>();

  show(view: TimelineView, playhead: number): void {
    const rate = view.format?.rate ?? "25";
    const all = links(view);
    const after = all.findIndex(item => item.start > playhead);
    const middle = after < 0 ? all.length : after;
    const first = Math.max(0, Math.min(middle - MOST / 2, all.length - MOST));
    this.ids = new Map();
    this.root.replaceChildren(
      ...all.slice(first, first + MOST).map((item, index) => {
        const id = this.prefix + (first + index);
        this.ids.set(item.link ?? "", id);
        const from = timecode(item.start, rate);
        const to = timecode(item.start + item.frames, rate);
        const text = `${item.label ?? "clip"}, ${from} to ${to}`;
        return el("li", { role: "option", id, "data-link": item.link, "aria-selected": "false" }, text);
      }),
    );
  }

  /** Mark the selected clip and return the id of its option. */
  select(link: string | null): string | null {
    for (const option of this.root.children) {
      option.setAttribute("aria-selected", String(option.getAttribute("data-link") === link));
    }
    return link === null ? null : (this.ids.get(link) ?? null);
  }
}
