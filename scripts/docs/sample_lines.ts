import { NoOutput } from "#pipeline/event/output.ts";
import { recordingInMemory } from "#pipeline/recording/recording_reader.ts";
import { replayTo } from "#pipeline/replay/replay.ts";
import { sampleRecording } from "#pipeline/replay/sample.ts";
import { EVENT_KINDS, eventMask } from "../../src/events/kinds.ts";

/** Keeps what it is given. */
class Collected extends NoOutput {
  readonly #decoder = new TextDecoder();
  text = "";

  override write(ndjson: Uint8Array): void {
    this.text += this.#decoder.decode(ndjson);
  }
}

/**
 * The lines of the built-in sample, as `critter replay --sample -o json` prints them.
 *
 * @param types Bit mask of `1 << record type`; every type when absent.
 */
export async function sampleLines(types: number = eventMask(EVENT_KINDS)): Promise<string[]> {
  const output = new Collected();
  const filter = { types, includeHost: true };
  const io = { stderr() {}, signal: new AbortController().signal };
  await replayTo(recordingInMemory(sampleRecording()), { filter }, output, io);
  return output.text.split("\n").slice(0, -1);
}
