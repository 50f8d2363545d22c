/** The timeline's keys: one table for the keyboard and for the help that lists it. */

export type Command =
  | "back"
  | "forward"
  | "back10"
  | "forward10"
  | "start"
  | "end"
  | "previousCut"
  | "nextCut"
  | "previousClip"
  | "nextClip"
  | "play"
  | "split"
  | "trimHead"
  | "trimTail"
  | "lift"
  | "extract"
  | "undo"
  | "redo"
  | "zoomIn"
  | "zoomOut"
  | "fit"
  | "ripple"
  | "write"
  | "deselect"
  | "help";

interface Key {
  command: Command;
  keys: string[]; // event.key, with Shift+, Ctrl+ before it
  shown: string;
  does: string;
}

export const KEYS: Key[] = [
  { command: "play", keys: [" "], shown: "Space", does: "play or pause" },
  { command: "back", keys: ["ArrowLeft"], shown: "←", does: "one frame back" },
  { command: "forward", keys: ["ArrowRight"], shown: "→", does: "one frame on" },
  { command: "back10", keys: ["Shift+ArrowLeft"], shown: "Shift+←", does: "ten frames back" },
  { command: "forward10", keys: ["Shift+ArrowRight"], shown: "Shift+→", does: "ten frames on" },
  { command: "previousCut", keys: ["ArrowUp"], shown: "↑", does: "to the previous cut" },
  { command: "nextCut", keys: ["ArrowDown"], shown: "↓", does: "to the next cut" },
  { command: "start", keys: ["Home"], shown: "Home", does: "to the start" },
  { command: "end", keys: ["End"], shown: "End", does: "to the end" },
  { command: "previousClip", keys: [","], shown: ",", does: "select the previous clip" },
  { command: "nextClip", keys: ["."], shown: ".", does: "select the next clip" },
  { command: "split", keys: ["s", "S", "Shift+S"], shown: "S", does: "split at the playhead" },
  { command: "trimHead", keys: ["["], shown: "[", does: "trim the clip's head to the playhead" },
  { command: "trimTail", keys: ["]"], shown: "]", does: "trim the clip's tail to the playhead" },
  { command: "lift", keys: ["Delete", "Backspace"], shown: "Delete", does: "remove the clip, leave a gap" },
  {
    command: "extract",
    keys: ["Shift+Delete", "Shift+Backspace"],
    shown: "Shift+Delete",
    does: "remove the clip, close up",
  },
  { command: "ripple", keys: ["r", "R", "Shift+R"], shown: "R", does: "ripple on or off" },
  { command: "undo", keys: ["Ctrl+z"], shown: "Ctrl+Z", does: "undo" },
  { command: "redo", keys: ["Ctrl+Shift+Z", "Ctrl+y"], shown: "Shift+Ctrl+Z", does: "redo" },
  { command: "zoomIn", keys: ["+", "=", "Shift++"], shown: "+", does: "zoom in" },
  { command: "zoomOut", keys: ["-", "_", "Shift+_"], shown: "−", does: "zoom out" },
  { command: "fit", keys: ["f", "F", "0"], shown: "F", does: "fit the whole timeline" },
  { command: "write", keys: ["w", "W"], shown: "W", does: "write mouse edits to a cell" },
  { command: "deselect", keys: ["Escape"], shown: "Esc", does: "select nothing" },
  { command: "help", keys: ["?", "Shift+?"], shown: "?", does: "show these keys" },
];

const TABLE = new Map(KEYS.flatMap(entry => entry.keys.map(key => [key, entry.command] as const)));

/** The command of a key, or null: then the page may have it (Tab, browser shortcuts). */
export function commandOf(
  event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">,
): Command | null {
  if (event.altKey) return null;
  const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const shift = event.shiftKey ? "Shift+" : "";
  const exact = TABLE.get(`${control}${shift}${event.key}`);
  if (exact) return exact;
  // with Caps Lock, letters come in the other case
  const other = event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase();
  return TABLE.get(`${control}${shift}${other}`) ?? (control ? null : (TABLE.get(event.key) ?? null));
}

export const shownKey = (command: Command): string =>
  KEYS.find(entry => entry.command === command)?.shown ?? "";
