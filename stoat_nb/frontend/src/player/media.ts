/** Exact frames of media: decoded in the page where it can, else as JPEG from the kernel. */

import { bytes, type Link } from "../link";
import { parseRational, toNumber } from "../rational";
import type { OpenedMedium } from "../types";
import type { DecodedFrame, Decoder, openDecoder } from "./decoder";
import { frameMiddle, frameOfTimestamp } from "./pick";
import { MediumBytes, type RouteName } from "./route";

export interface Picture {
  route: RouteName;
  frame: number;
  draw(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void;
}

type DecoderModule = { openDecoder: typeof openDecoder };

const READ_AHEAD = 48; // frames that are cheaper to walk over than to seek past
const JPEG_WIDTH = 960;
const TOLERANCE_SECONDS = 0.002; // of two readers about the same timestamp
const SLOT = Symbol.for("stoat-nb.decoder.v1");

/** Load the decoder's bundle over the comm, once for the page. */
async function loadDecoder(link: Link): Promise<DecoderModule> {
  const page = globalThis as { [SLOT]?: Promise<DecoderModule> };
  page[SLOT] ??= (async () => {
    const answer = await link.request("asset.get", { name: "decoder.js" });
    const url = URL.createObjectURL(new Blob([bytes(answer)], { type: "text/javascript" }));
    try {
      return (await import(/* @vite-ignore */ url)) as DecoderModule;
    } finally {
      URL.revokeObjectURL(url);
    }
  })();
  page[SLOT].catch(() => delete page[SLOT]);
  return page[SLOT];
}

export const canDecodeHere = (): boolean => typeof VideoDecoder === "function" && isSecureContext;

/** The media of one project; opens each once. */
export class Media {
  private readonly opened = new Map<string, Promise<MediumFrames>>();

  constructor(
    private readonly link: Link,
    private readonly folder: () => string | null,
    private readonly forced: RouteName | null = null,
  ) {}

  medium(id: string): Promise<MediumFrames> {
    let frames = this.opened.get(id);
    if (!frames) {
      frames = this.open(id);
      frames.catch(() => this.opened.delete(id)); // asked for again, it may be back
      this.opened.set(id, frames);
    }
    return frames;
  }

  close(): void {
    for (const entry of this.opened.values()) {
      entry.then(
        frames => frames.close(),
        () => undefined,
      );
    }
    this.opened.clear();
  }

  private async open(id: string): Promise<MediumFrames> {
    const medium = (await this.link.request("media.open", { medium: id })).result as OpenedMedium;
    if (!canDecodeHere() || this.forced === "kernel") return new MediumFrames(this.link, medium, null, null);
    const folder = this.forced === "comm" ? null : this.folder();
    const source = await MediumBytes.open(this.link, medium, folder);
    let decoder: Decoder | null = null;
    try {
      decoder = await (await loadDecoder(this.link)).openDecoder(source);
    } catch (error) {
      console.warn("[stoat-nb] the browser cannot read this medium; frames come from the kernel", error);
    }
    return new MediumFrames(this.link, medium, source, decoder);
  }
}

/** Frames of one medium by their number. */
export class MediumFrames {
  private cursor: { frames: AsyncGenerator<DecodedFrame, void, unknown>; index: number } | null = null;
  private held: DecodedFrame | null = null;
  private last = -2;
  private readonly origin: number;

  constructor(
    private readonly link: Link,
    readonly medium: OpenedMedium,
    private readonly source: MediumBytes | null,
    private decoder: Decoder | null,
  ) {
    // The kernel's first frame is the one that counts: an edit list may hide earlier ones from it.
    this.origin = toNumber(parseRational(medium.first_time));
    if (decoder && decoder.firstTimestamp > this.origin + TOLERANCE_SECONDS) this.release();
  }

  get route(): RouteName {
    return this.decoder && this.source ? this.source.route : "kernel";
  }

  /** Return frame `index`; the picture is good until the next call. */
  async frame(index: number, signal: AbortSignal): Promise<Picture> {
    if (this.decoder) {
      try {
        const decoded = await this.decode(index);
        if (decoded) {
          this.held?.close();
          this.held = decoded;
          return { route: this.route, frame: index, draw: decoded.draw };
        }
      } catch (error) {
        if (signal.aborted) throw error;
        console.warn("[stoat-nb] decoding failed; frames come from the kernel", error);
      }
      // the decoder has no such frame: an exact one from the kernel is better than a near one
      this.release();
    }
    return this.fromKernel(index, signal);
  }

  close(): void {
    this.release();
  }

  private release(): void {
    void this.cursor?.frames.return();
    this.cursor = null;
    this.held?.close();
    this.held = null;
    this.decoder?.close();
    this.decoder = null;
  }

  private indexOf(frame: DecodedFrame): number {
    return frameOfTimestamp(this.medium, frame.timestamp - this.origin);
  }

  private async decode(index: number): Promise<DecodedFrame | null> {
    const forward = index - this.last;
    this.last = index;
    const ahead = this.cursor ? index - this.cursor.index : -1;
    if (this.cursor && ahead > 0 && ahead <= READ_AHEAD) return this.walk(index);
    if (this.cursor) {
      void this.cursor.frames.return();
      this.cursor = null;
    }
    if (forward === 1 && this.decoder) {
      const before = index > 0 ? frameMiddle(this.medium, index - 1) : 0;
      this.cursor = { frames: this.decoder.from(this.origin + before), index: index - 1 };
      return this.walk(index);
    }
    const frame = await this.decoder?.at(this.origin + frameMiddle(this.medium, index));
    if (frame && this.indexOf(frame) === index) return frame;
    frame?.close();
    return null;
  }

  /** Pull the cursor up to `index`. */
  private async walk(index: number): Promise<DecodedFrame | null> {
    while (this.cursor) {
      const next = await this.cursor.frames.next();
      if (next.done) break;
      const at = this.indexOf(next.value);
      this.cursor.index = at;
      if (at === index) return next.value;
      next.value.close();
      if (at > index) break;
    }
    this.cursor = null;
    const frame = await this.decoder?.at(this.origin + frameMiddle(this.medium, index));
    if (frame && this.indexOf(frame) === index) return frame;
    frame?.close();
    return null;
  }

  private async fromKernel(index: number, signal: AbortSignal): Promise<Picture> {
    const wanted = { medium: this.medium.id, frame: index, width: JPEG_WIDTH };
    const answer = await this.link.request("frame.get", wanted, { signal });
    const picture = await createImageBitmap(new Blob([bytes(answer)], { type: "image/jpeg" }));
    return {
      route: "kernel",
      frame: index,
      draw: (context, x, y, width, height) => context.drawImage(picture, x, y, width, height),
    };
  }
}
