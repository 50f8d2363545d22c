/** Wire protocol v1: envelopes of both directions, over the one table that the kernel reads too. */

import table from "../../widgets/protocol.json";

export const VERSION = table.version;
export const LIMITS = table.limits;
export type Operation = keyof typeof table.ops;

export type Edit =
  | { v: 1; op: "split"; target?: string; at: string }
  | { v: 1; op: "trim"; target: string; head?: string; tail?: string; ripple: boolean }
  | { v: 1; op: "remove"; target: string; ripple: boolean }
  | { v: 1; op: "rename"; target: string; name: string }
  | { v: 1; op: "trim_end" };

export interface RequestMessage {
  v: number;
  id: number;
  op: Operation;
  args: Record<string, unknown>;
  base?: number;
}

export interface ErrorBody {
  code: string;
  message: string;
  hint: string;
  snapshot?: unknown;
}

export type Message =
  | { kind: "answer"; id: number; result: unknown; revision: number | null }
  | { kind: "failure"; id: number | null; error: ErrorBody; revision: number | null }
  | { kind: "event"; event: string; payload: Record<string, unknown> };

/** An error that the kernel sent, or that stands for an answer that never came. */
export class StoatError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly snapshot: unknown;

  constructor(body: ErrorBody) {
    super(body.message);
    this.name = "StoatError";
    this.code = body.code;
    this.hint = body.hint;
    this.snapshot = body.snapshot;
  }
}

export function request(
  id: number,
  op: Operation,
  args: Record<string, unknown> = {},
  base?: number,
): RequestMessage {
  const message: RequestMessage = { v: VERSION, id, op, args };
  return base === undefined ? message : { ...message, base };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown, fallback = ""): string {
  return typeof value === "string" ? value : fallback;
}

/** Read a message of the kernel; null when it is not one of ours. */
export function parse(content: unknown): Message | null {
  if (!isRecord(content) || content.v !== VERSION) return null;
  const event = content.event;
  if (typeof event === "string") {
    const { v: _v, event: _event, ...payload } = content;
    return { kind: "event", event, payload };
  }
  const revision = typeof content.revision === "number" ? content.revision : null;
  const id = typeof content.id === "number" ? content.id : null;
  if (content.ok === true && id !== null) {
    return { kind: "answer", id, result: content.result, revision };
  }
  const error = content.error;
  if (content.ok !== false || !isRecord(error)) return null;
  const body: ErrorBody = {
    code: text(error.code, "protocol.malformed"),
    message: text(error.message, "the kernel sent an unreadable error"),
    hint: text(error.hint),
  };
  return {
    kind: "failure",
    id,
    error: "snapshot" in error ? { ...body, snapshot: error.snapshot } : body,
    revision,
  };
}
