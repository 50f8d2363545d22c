/** Decoding in the browser with mediabunny: its own bundle, fetched when a player first needs it. */

import { ALL_FORMATS, CustomSource, Input, type VideoSample, VideoSampleSink } from "mediabunny";

export interface Bytes {
  size: number;
  read(start: number, end: number): Promise<Uint8Array>;
}

export interface DecodedFrame {
  timestamp: number; // seconds, as the container has it
  draw(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void;
  close(): void;
}

export interface Decoder {
  firstTimestamp: number;
  codec: string;
  at(seconds: number): Promise<DecodedFrame | null>;
  from(seconds: number): AsyncGenerator<DecodedFrame, void, unknown>;
  close(): void;
}

const CACHE_BYTES = 32 * 2 ** 20;

const frame = (sample: VideoSample): DecodedFrame => ({
  timestamp: sample.timestamp,
  draw: (context, x, y, width, height) => sample.draw(context, x, y, width, height),
  close: () => sample.close(),
});

/** Open a medium's picture; null when this browser cannot decode it. */
export async function openDecoder(bytes: Bytes): Promise<Decoder | null> {
  const source = new CustomSource({
    getSize: () => bytes.size,
    read: (start, end) => bytes.read(start, end),
    prefetchProfile: "network", // one message per packet could not play 30 frames a second
    maxCacheSize: CACHE_BYTES,
    handleUnhandledError: () => undefined, // a prefetch that failed is asked for again when it is needed
  });
  const input = new Input({ source, formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (!track || !(await track.canDecode())) {
      input.dispose();
      return null;
    }
    const sink = new VideoSampleSink(track);
    return {
      firstTimestamp: await track.getFirstTimestamp(),
      codec: (await track.getCodec()) ?? "",
      async at(seconds) {
        const sample = await sink.getSample(seconds);
        return sample ? frame(sample) : null;
      },
      async *from(seconds) {
        for await (const sample of sink.samples(seconds)) yield frame(sample);
      },
      close: () => input.dispose(),
    };
  } catch (error) {
    input.dispose();
    throw error;
  }
}
