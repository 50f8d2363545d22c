/** At a cell's edit, undo asks first: the cell stays as it is, the undo becomes a mouse edit. */

import { button, el } from "../dom";

/** What people call the cell: its place among the code cells, or the name of a block. */
export function cellName(cell: string, codeCells: string[]): string {
  const place = codeCells.indexOf(cell);
  return place < 0 ? cell : `cell ${place + 1}`;
}

export class UndoOffer {
  readonly root = el("div", { class: "stoat-copy", role: "group", "aria-label": "undo", hidden: true });
  private asked: number | null = null;

  constructor(private readonly undo: () => void) {}

  /** Ask whether what `cell` did in `revision` is to be undone by mouse. */
  ask(cell: string, revision: number): void {
    const yes = () => {
      this.close();
      this.undo();
    };
    this.asked = revision;
    this.root.replaceChildren(
      el("p", {}, `The last edit was made by ${cell}. Undo it as a mouse edit? The cell stays as it is.`),
      button("undo", "Undo as a mouse edit", yes, { label: "Undo as a mouse edit", hook: "undo-as-hand" }),
      button("minus", "Leave it", () => this.close(), { label: "Leave it", hook: "undo-leave" }),
    );
    this.root.hidden = false;
  }

  /** The timeline has moved on: a question about an older state is dropped. */
  at(revision: number): void {
    if (revision !== this.asked) this.close();
  }

  close(): void {
    this.asked = null;
    this.root.hidden = true;
    this.root.replaceChildren();
  }
}
