/** Undo at a cell's edit asks, and only a yes to the present state undoes. */

import { expect, test, vi } from "vitest";
import { cellName, UndoOffer } from "../src/timeline/offer";

const press = (offer: UndoOffer, hook: string) =>
  (offer.root.querySelector(`[data-do="${hook}"]`) as HTMLButtonElement | null)?.click();

test("the question names the cell, and yes undoes once", () => {
  const undo = vi.fn();
  const offer = new UndoOffer(undo);
  expect(offer.root.hidden).toBe(true);
  offer.ask(cellName("c2", ["c1", "c2"]), 7);
  expect(offer.root.hidden).toBe(false);
  expect(offer.root.textContent).toContain("made by cell 2");
  press(offer, "undo-as-hand");
  expect(undo).toHaveBeenCalledOnce();
  expect(offer.root.hidden).toBe(true);
  press(offer, "undo-as-hand");
  expect(undo).toHaveBeenCalledOnce();
});

test("no leaves everything, and a newer state drops the question", () => {
  const undo = vi.fn();
  const offer = new UndoOffer(undo);
  offer.ask("opening", 7);
  offer.at(7);
  expect(offer.root.textContent).toContain("made by opening");
  press(offer, "undo-leave");
  expect(offer.root.hidden).toBe(true);
  offer.ask("opening", 7);
  offer.at(8);
  expect(offer.root.hidden).toBe(true);
  expect(undo).not.toHaveBeenCalled();
});

test("a block that is no cell of the notebook keeps its name, as text", () => {
  const offer = new UndoOffer(() => undefined);
  offer.ask(cellName("<b>x</b>", []), 1);
  expect(offer.root.querySelector("b")).toBeNull();
});
