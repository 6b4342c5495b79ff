import type { Output } from "#pipeline/output.ts";
import { replayTo } from "#pipeline/replay.ts";
import { sampleRecording } from "#pipeline/sample.ts";
import { EVENT_TYPES, eventMask } from "../../src/events.ts";

/** The lines of the built-in sample, as `critter replay --sample -o json` prints them. */
export async function sampleLines(): Promise<string[]> {
  const bytes = sampleRecording();
  let offset = 0;
  const recording = {
    read(into: Uint8Array): number {
      const part = bytes.subarray(offset, offset + into.length);
      into.set(part);
      offset += part.length;
      return part.length;
    },
  };
  const decoder = new TextDecoder();
  let text = "";
  const output: Output = {
    closed: false,
    write: (ndjson) => void (text += decoder.decode(ndjson, { stream: true })),
    flush: () => true,
    takeLost: () => 0n,
    close() {},
  };
  const filter = { types: eventMask(EVENT_TYPES), includeHost: true };
  const io = { stderr() {}, signal: new AbortController().signal };
  await replayTo(recording, { filter }, output, io);
  return text.split("\n").slice(0, -1);
}
