/** Requests over a comm: answers find their question, silence ends, and closing ends everything. */

import { afterEach, expect, test, vi } from "vitest";
import { bytes, Link } from "../src/link";
import type { Model } from "../src/types";

class FakeModel implements Model {
  sent: { id: number; op: string; args: Record<string, unknown> }[] = [];
  listeners = new Set<(content: unknown, buffers: DataView[]) => void>();
  get = () => undefined;
  on = (_name: string, callback: (...args: never[]) => void) => {
    this.listeners.add(callback as never);
  };
  off = (_name: string, callback: (...args: never[]) => void) => {
    this.listeners.delete(callback as never);
  };
  send = (content: unknown) => {
    this.sent.push(content as never);
  };
  answer(content: unknown, buffers: DataView[] = []) {
    for (const listener of this.listeners) listener(content, buffers);
  }
}

afterEach(() => vi.useRealTimers());

test("answers are matched by id, in any order", async () => {
  const model = new FakeModel();
  const link = new Link(model);
  const first = link.request("timeline.get");
  const second = link.request("code.get");
  const [a, b] = model.sent;
  expect(Number.isSafeInteger(a?.id)).toBe(true);
  model.answer({ v: 1, id: b?.id, ok: true, result: "b", revision: 3 });
  model.answer({ v: 1, id: a?.id, ok: true, result: "a", revision: 3 });
  expect((await first).result).toBe("a");
  expect((await second).result).toBe("b");
});

test("an error keeps its code, hint and snapshot", async () => {
  const model = new FakeModel();
  const waiting = new Link(model).request("edit.apply", {}, { base: 4 });
  const error = { code: "timeline.conflict", message: "changed", hint: "again", snapshot: { revision: 5 } };
  model.answer({ v: 1, id: model.sent[0]?.id, ok: false, error, revision: 5 });
  await expect(waiting).rejects.toMatchObject({ code: "timeline.conflict", snapshot: { revision: 5 } });
});

test("silence ends, and the kernel is told", async () => {
  vi.useFakeTimers();
  const model = new FakeModel();
  const waiting = new Link(model).request("hello", {}, { timeoutMs: 100 });
  const refused = expect(waiting).rejects.toMatchObject({ code: "widget.no_answer" });
  await vi.advanceTimersByTimeAsync(150);
  await refused;
  expect(model.sent[1]).toMatchObject({ op: "cancel", args: { request: model.sent[0]?.id } });
});

test("giving up cancels the request", async () => {
  const model = new FakeModel();
  const asked = new AbortController();
  const waiting = new Link(model).request("library.query", {}, { signal: asked.signal });
  asked.abort();
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  expect(model.sent[1]?.op).toBe("cancel");
});

test("events go to listeners; closing leaves nothing behind", async () => {
  const model = new FakeModel();
  const link = new Link(model);
  const heard: unknown[] = [];
  link.onEvent((name, payload) => heard.push([name, payload]));
  model.answer({ v: 1, event: "timeline.changed", revision: 7 });
  expect(heard).toEqual([["timeline.changed", { revision: 7 }]]);
  const waiting = link.request("hello");
  link.close();
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  expect(model.listeners.size).toBe(0);
});

test("buffers respect their place in a larger one", () => {
  const whole = new Uint8Array([9, 1, 2, 3, 9]);
  const answer = { result: null, revision: null, buffers: [new DataView(whole.buffer, 1, 3)] };
  expect([...bytes(answer)]).toEqual([1, 2, 3]);
});
