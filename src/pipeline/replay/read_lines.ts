import { EVENT_KINDS, eventMask } from "#events/kinds.ts";
import { ImmediateOutput } from "../event/immediate_output.ts";
import type { Output } from "../event/output.ts";
import { openRecording } from "../recording/open_recording.ts";
import type { PipelineIo, WatchSummary } from "../options.ts";
import { replayTo } from "./replay.ts";

/** Kinds of which there are many, and that say nothing about an end. */
const LEFT_OUT: ReadonlySet<string> = new Set(["process.fork", "cgroup.mkdir", "cgroup.rmdir"]);

/**
 * Reads a recording from its beginning to its end, as `critter replay` prints it with all that runs on the node, but for
 * forks and cgroups.
 *
 * @param path Its file; `-` is standard input.
 * @param take Gets every line, without its end.
 * @throws TypeError for a file that is no recording; Deno.errors.NotFound and its like
 */
export async function readLines(
  path: string,
  take: (json: string) => void,
  io: PipelineIo,
): Promise<WatchSummary> {
  using bytes = await openRecording(path);
  const types = eventMask(EVENT_KINDS.filter(({ name }) => !LEFT_OUT.has(name)));
  return await replayTo(bytes, { filter: { types, includeHost: true } }, new LineTaker(take), io);
}

/** An output that hands on line by line. */
class LineTaker extends ImmediateOutput implements Output {
  readonly #take: (json: string) => void;
  readonly #decoder = new TextDecoder();

  constructor(take: (json: string) => void) {
    super();
    this.#take = take;
  }

  override write(ndjson: Uint8Array): void {
    for (const json of this.#decoder.decode(ndjson).split("\n")) if (json !== "") this.#take(json);
  }
}
