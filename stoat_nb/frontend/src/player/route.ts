/** How a medium's bytes reach the page: `/files/` of the Jupyter server where it serves them, else the comm. */

import { bytes, type Link } from "../link";
import { LIMITS } from "../protocol";
import type { OpenedMedium } from "../types";

export type RouteName = "files" | "comm" | "kernel";

const PROBE_BYTES = 4096;

/** Join a folder and a relative path as the server names them; null when it leaves the server's root. */
export function resolvePath(folder: string, relative: string): string | null {
  const parts: string[] = folder.split("/").filter(Boolean);
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (parts.pop() === undefined) return null;
    } else parts.push(part);
  }
  return parts.length ? parts.join("/") : null;
}

/** The server's base URL from the page's own configuration; null outside Jupyter pages. */
export function baseUrl(): string | null {
  const data = document.getElementById("jupyter-config-data")?.textContent;
  if (!data) return null;
  try {
    const config: unknown = JSON.parse(data);
    const base = (config as { baseUrl?: unknown }).baseUrl;
    return typeof base === "string" ? new URL(base, location.origin).href : null;
  } catch {
    return null;
  }
}

export function filesUrl(base: string, path: string): string {
  return `${base.replace(/\/?$/, "/")}files/${path.split("/").map(encodeURIComponent).join("/")}`;
}

async function readComm(link: Link, medium: string, start: number, end: number): Promise<Uint8Array> {
  const parts: Promise<Uint8Array>[] = [];
  for (let at = start; at < end; at += LIMITS.read) {
    const part = { medium, start: at, end: Math.min(end, at + LIMITS.read) };
    parts.push(link.request("media.read", part).then(bytes));
  }
  const [only, ...more] = await Promise.all(parts);
  if (only && more.length === 0) return only;
  const whole = new Uint8Array(end - start);
  let at = 0;
  for (const part of only ? [only, ...more] : []) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function readFiles(url: string, start: number, end: number): Promise<[Uint8Array, string]> {
  const answer = await fetch(url, { headers: { Range: `bytes=${start}-${end - 1}` }, cache: "no-store" });
  // Tornado answers a range that is the whole file with 200
  const whole = answer.status === 200 && start === 0 && answer.headers.get("Content-Length") === String(end);
  if (answer.status !== 206 && !whole) {
    await answer.body?.cancel();
    throw new Error(`${answer.status} instead of a range`);
  }
  const data = new Uint8Array(await answer.arrayBuffer());
  if (data.length !== end - start) throw new Error(`${data.length} bytes instead of ${end - start}`);
  return [data, whole ? `bytes 0-${end - 1}/${end}` : (answer.headers.get("Content-Range") ?? "")];
}

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);

/** The bytes of one medium; begins with `/files/` if a probe shows that the same bytes are there. */
export class MediumBytes {
  readonly size: number;
  private url: string | null = null;

  private constructor(
    private readonly link: Link,
    private readonly medium: OpenedMedium,
  ) {
    this.size = medium.size;
  }

  static async open(link: Link, medium: OpenedMedium, folder: string | null): Promise<MediumBytes> {
    const source = new MediumBytes(link, medium);
    const base = baseUrl();
    if (base && folder !== null && medium.files_url_path && medium.size > 0) {
      const path = resolvePath(folder, medium.files_url_path);
      if (path) await source.probe(filesUrl(base, path));
    }
    return source;
  }

  get route(): RouteName {
    return this.url ? "files" : "comm";
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    if (this.url) {
      try {
        return (await readFiles(this.url, start, end))[0];
      } catch (error) {
        console.debug("[stoat-nb] the server stopped serving this medium; going on over the comm", error);
        this.url = null;
      }
    }
    return readComm(this.link, this.medium.id, start, end);
  }

  private async probe(url: string): Promise<void> {
    const end = Math.min(PROBE_BYTES, this.size);
    try {
      const [[served, range], own] = await Promise.all([
        readFiles(url, 0, end),
        readComm(this.link, this.medium.id, 0, end),
      ]);
      // another file may live at the same place on the server: size and first bytes must be ours
      if (range.endsWith(`/${this.size}`) && same(served, own)) this.url = url;
    } catch (error) {
      console.debug("[stoat-nb] the server does not serve this medium; its bytes come over the comm", error);
    }
  }
}
