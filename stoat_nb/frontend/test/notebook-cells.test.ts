/** The notebook around the widget: cells in order, and a new one at an exact place or nowhere. */

import { expect, test, vi } from "vitest";
import { notebookOf } from "../src/notebook-cells";
import type { Model } from "../src/types";

interface Cell {
  id: string;
  cell_type: string;
  source: string;
  metadata: Record<string, unknown>;
}

function fake(path = "day/film.ipynb", metadata: Record<string, unknown> = {}) {
  const cells: Cell[] = ["c1", "m1", "c2"].map(id => ({
    id,
    cell_type: id.startsWith("m") ? "markdown" : "code",
    source: `source of ${id}`,
    metadata: {},
  }));
  const slots = new Set<() => void>();
  const wrap = (cell: Cell) => ({
    getId: () => cell.id,
    cell_type: cell.cell_type,
    getSource: () => cell.source,
    getMetadata: (name?: string) => (name ? cell.metadata[name] : cell.metadata),
  });
  const sharedModel = {
    get cells() {
      return cells.map(wrap);
    },
    getMetadata: (name?: string) => (name ? metadata[name] : metadata),
    insertCell(index: number, cell: Omit<Cell, "id">) {
      const made = { ...cell, id: `new${cells.length}` };
      cells.splice(index, 0, made);
      for (const slot of slots) slot();
      return wrap(made);
    },
    changed: {
      connect: (slot: () => void) => slots.add(slot),
      disconnect: (slot: () => void) => slots.delete(slot),
    },
  };
  const context = { path, model: { sharedModel } };
  return { cells, slots, model: { widget_manager: { context } } as unknown as Model };
}

test("no notebook, no adapter", () => {
  expect(notebookOf({} as Model)).toBeNull();
  expect(notebookOf({ widget_manager: {} } as Model)).toBeNull();
});

test("code cells come in order; the key is the id, else the path without its drive", () => {
  expect(notebookOf(fake().model)?.codeCells()).toEqual(["c1", "c2"]);
  expect(notebookOf(fake().model)?.key()).toBe("day/film.ipynb");
  expect(notebookOf(fake("RTC:day/film.ipynb").model)?.folder()).toBe("day");
  expect(notebookOf(fake("film.ipynb", { stoat_nb: { id: "n-7" } }).model)?.key()).toBe("n-7");
  expect(notebookOf(fake("film.ipynb").model)?.folder()).toBe("");
});

test("a cell goes directly after the one that is named, or nowhere", () => {
  const { cells, model } = fake();
  const notebook = notebookOf(model);
  const mark = { role: "edits", timeline: "t", block: "b3" } as const;
  expect(notebook?.insertAfter("gone", "x", mark)).toBeNull();
  expect(cells).toHaveLength(3);
  const id = notebook?.insertAfter("c1", "cut.trim()", mark);
  expect(cells.map(cell => cell.id)).toEqual(["c1", id, "m1", "c2"]);
  expect(cells[1]?.metadata).toEqual({ stoat_nb: mark, tags: ["stoat-edits"] });
  expect(notebook?.written("t", "b3", "cut.trim()")).toBe(id);
  expect(notebook?.written("t", "b4", "cut.trim()")).toBeNull();
  if (cells[1]) cells[1].source = "changed by a person";
  expect(notebook?.written("t", "b3", "cut.trim()")).toBeNull();
});

test("only a new order of cells is news", () => {
  const { model, slots } = fake();
  const notebook = notebookOf(model);
  const heard = vi.fn();
  const stop = notebook?.onChange(heard);
  for (const slot of slots) slot();
  expect(heard).not.toHaveBeenCalled();
  notebook?.insertAfter("c2", "", { role: "edits", timeline: "t", block: "b" });
  expect(heard).toHaveBeenCalledTimes(1);
  stop?.();
  expect(slots.size).toBe(0);
});
