/** The notebook around the widget: its cells in order, and a new cell at an exact place; never a guess. */

import type { Model } from "./types";

interface SharedCell {
  id?: string;
  getId?(): string;
  cell_type: string;
  source?: string;
  getSource?(): string;
  getMetadata?(name?: string): unknown;
}

interface SharedNotebook {
  cells: SharedCell[];
  insertCell(index: number, cell: Record<string, unknown>): SharedCell;
  getMetadata?(name?: string): unknown;
  changed?: { connect(slot: () => void): void; disconnect(slot: () => void): void };
}

export interface CellMark {
  role: "edits";
  timeline: string;
  block: string;
}

export interface Notebook {
  /** The notebook's id from its metadata, else its path. */
  key(): string | null;
  /** The folder of the notebook, as the server names it. */
  folder(): string;
  codeCells(): string[];
  /** The cell that we wrote for `block` earlier and that still says what we wrote. */
  written(timeline: string, block: string, source: string): string | null;
  /** Insert a cell after the cell `after`; null when that cell is not in this notebook. */
  insertAfter(after: string, source: string, mark: CellMark): string | null;
  onChange(callback: () => void): () => void;
}

const MARK = "stoat_nb";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const idOf = (cell: SharedCell): string => cell.getId?.() ?? cell.id ?? "";
const sourceOf = (cell: SharedCell): string => cell.getSource?.() ?? cell.source ?? "";

function markOf(cell: SharedCell): Record<string, unknown> | null {
  const direct = cell.getMetadata?.(MARK);
  if (isRecord(direct)) return direct;
  const all = cell.getMetadata?.();
  return isRecord(all) && isRecord(all[MARK]) ? all[MARK] : null;
}

function get(value: unknown, ...names: string[]): unknown {
  let at = value;
  for (const name of names) at = isRecord(at) ? at[name] : undefined;
  return at;
}

/** The notebook of a widget in JupyterLab 4 or Notebook 7; null in other pages. */
export function notebookOf(model: Model): Notebook | null {
  const context = get(model.widget_manager, "context");
  const shared = get(context, "model", "sharedModel") as SharedNotebook | undefined;
  if (!shared || typeof shared.insertCell !== "function") return null;
  const path = (): string => String(get(context, "path") ?? "").replace(/^[^/:]*:/, "");
  const cells = (): SharedCell[] => [...shared.cells];
  return {
    key() {
      const id = get(shared.getMetadata?.(MARK), "id") ?? get(shared.getMetadata?.(), MARK, "id");
      return (typeof id === "string" && id) || path() || null;
    },
    folder: () => path().split("/").slice(0, -1).join("/"),
    codeCells: () =>
      cells()
        .filter(cell => cell.cell_type === "code")
        .map(idOf)
        .filter(Boolean),
    written(timeline, block, source) {
      const found = cells().find(cell => {
        const mark = markOf(cell);
        return mark?.timeline === timeline && mark.block === block && sourceOf(cell) === source;
      });
      return found ? idOf(found) : null;
    },
    insertAfter(after, source, mark) {
      const index = cells().findIndex(cell => idOf(cell) === after);
      if (index < 0) return null;
      const made = shared.insertCell(index + 1, {
        cell_type: "code",
        source,
        metadata: { [MARK]: mark, tags: ["stoat-edits"] },
      });
      return idOf(made) || null;
    },
    onChange(callback) {
      let before = JSON.stringify(this.codeCells());
      const slot = (): void => {
        const now = JSON.stringify(this.codeCells());
        if (now === before) return;
        before = now;
        callback();
      };
      shared.changed?.connect(slot);
      return () => shared.changed?.disconnect(slot);
    },
  };
}
