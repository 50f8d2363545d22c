/** Keys, names and states as people meet them; text that came from files stays text. */

import { expect, test, vi } from "vitest";
import { el, shieldKeys } from "../src/dom";
import { progressText } from "../src/job/widget";
import { facts, rateName } from "../src/library/widget";
import { filesUrl, resolvePath } from "../src/player/route";
import { sessionOf } from "../src/session";
import { commandOf, KEYS } from "../src/timeline/keys";
import { Mirror } from "../src/timeline/mirror";
import { describe as describeState, parkedList } from "../src/timeline/state";
import type { JobState, LibraryItem, TimelineView } from "../src/types";

const HOSTILE = `<img src=x onerror="globalThis.broken=1">"'&\u202e`;

test("hostile names are text", () => {
  const list = el("div", {});
  parkedList(list, [{ block: "b1", index: 0, code: "timeline.clip_not_found", message: HOSTILE }]);
  const mirror = new Mirror();
  const item = { kind: "clip", id: "x", link: "x", label: HOSTILE, start: 0, frames: 5 };
  mirror.show({ tracks: [{ name: "V1", kind: "video", items: [item] }] } as unknown as TimelineView, 0);
  for (const root of [list, mirror.root]) {
    expect(root.querySelector("img")).toBeNull();
    expect(root.textContent).toContain(HOSTILE);
  }
});

const key = (name: string, more: Partial<KeyboardEvent> = {}) =>
  commandOf({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

test("keys mean what the help says", () => {
  expect(key("s")).toBe("split");
  expect(key("S")).toBe("split");
  expect(key("z", { ctrlKey: true })).toBe("undo");
  expect(key("z", { metaKey: true })).toBe("undo");
  expect(key("Z", { ctrlKey: true, shiftKey: true })).toBe("redo");
  expect(key("ArrowLeft", { shiftKey: true })).toBe("back10");
  expect(key("Delete", { shiftKey: true })).toBe("extract");
  expect(key("+", { shiftKey: true })).toBe("zoomIn");
  expect(key("?", { shiftKey: true })).toBe("help");
  expect(key("Tab")).toBeNull();
  expect(key("s", { ctrlKey: true })).toBeNull();
  expect(key("ArrowLeft", { altKey: true })).toBeNull();
  expect(new Set(KEYS.map(entry => entry.command)).size).toBe(KEYS.length);
});

test("keys stay inside, and the page's own are not taken away", () => {
  const root = el("div", {});
  const outside = vi.fn();
  document.body.append(root);
  document.body.addEventListener("keydown", outside);
  shieldKeys(root, event => event.key === "s");
  const press = (name: string) => {
    const event = new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true });
    root.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(press("s")).toBe(true);
  expect(press("Tab")).toBe(false);
  expect(outside).not.toHaveBeenCalled();
  expect(root.hasAttribute("data-lm-suppress-shortcuts")).toBe(true);
});

test("states are words", () => {
  expect(describeState("in_step").tone).toBe("good");
  expect(describeState("hand_edits(1)").text).toBe("1 mouse edit");
  expect(describeState("hand_edits(4)").text).toBe("4 mouse edits");
  expect(describeState("parked(2)").tone).toBe("warn");
  expect(describeState("stale(3, 5)").title).toContain("3, 5");
});

test("paths of the server never leave its root", () => {
  expect(resolvePath("a/b", "../c/x.mp4")).toBe("a/c/x.mp4");
  expect(resolvePath("", "day/x.mp4")).toBe("day/x.mp4");
  expect(resolvePath("a", "../../x.mp4")).toBeNull();
  expect(filesUrl("http://h/base/", "day 1/50% #?.mp4")).toBe(
    "http://h/base/files/day%201/50%25%20%23%3F.mp4",
  );
});

test("facts of media and jobs", () => {
  const item: LibraryItem = {
    id: "i",
    name: "n",
    path: "p",
    kind: "video",
    duration: "1001/10",
    frames: 3000,
    rate: "30000/1001",
    width: 640,
    height: 360,
    codec: "h264",
    offline: true,
  };
  expect(facts(item)).toBe("1:40 · 640×360 · 29.97 fps · h264 · offline");
  expect(rateName("25")).toBe("25");
  const job: JobState = {
    id: "j",
    title: "t",
    state: "running",
    done: 1200,
    total: 4500,
    unit: "frames",
    phase: "",
    elapsed_seconds: 3,
    eta_seconds: 20,
    error: null,
    result: null,
  };
  expect(progressText(job)).toBe("1,200 of 4,500 frames · about 20 s left");
});

test("views of one object share their playhead, and hear only real changes", () => {
  const [one, other] = [sessionOf("t-1"), sessionOf("t-1")];
  const heard = vi.fn();
  other.subscribe(heard);
  one.set({ playhead: 5 });
  one.set({ playhead: 5 });
  expect(heard).toHaveBeenCalledTimes(1);
  expect(other.state.playhead).toBe(5);
  expect(sessionOf("t-2").state.playhead).toBe(0);
});
