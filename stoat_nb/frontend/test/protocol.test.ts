/** Golden messages: the same files that the kernel's tests read. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, request } from "../src/protocol";

const FOLDER = join(__dirname, "..", "..", "..", "tests", "protocol");

interface Golden {
  requests?: {
    op: Parameters<typeof request>[1];
    args: Record<string, unknown>;
    base?: number;
    message: { id: number };
  }[];
  answers?: { message: unknown; read: unknown }[];
}

const goldens = readdirSync(FOLDER)
  .filter(name => name.endsWith(".json"))
  .map(name => [name, JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Golden] as const);

test("there are golden messages", () => expect(goldens.length).toBeGreaterThan(0));

test.each(goldens)("%s: requests are written as agreed", (_name, golden) => {
  for (const { op, args, base, message } of golden.requests ?? []) {
    expect(request(message.id, op, args, base)).toEqual(message);
  }
});

test.each(goldens)("%s: answers are read as agreed", (_name, golden) => {
  for (const { message, read } of golden.answers ?? []) expect(parse(message)).toEqual(read);
});

test.each([
  null,
  1,
  "x",
  [],
  {},
  { v: 2, id: 1, ok: true },
  { v: 1, id: "1", ok: true },
  { v: 1, ok: false },
])("what is not a message of ours is not read: %j", content => expect(parse(content)).toBeNull());
