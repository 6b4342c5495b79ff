import { HotPath } from "#hotpath/hot_path.ts";
import { describeFilter } from "#labels/filter/container_filter.ts";
import { WIRE_VERSION } from "#wire";
import { EventMachine } from "../event/event_machine.ts";
import type { LossKind } from "../input.ts";
import type { EndReason, PipelineIo, ReplayOptions, ReplayRun, WatchSummary } from "../options.ts";
import { openStandardOutput, type Output } from "../event/output.ts";
import { openRecording } from "../recording/open_recording.ts";
import {
  type RecordingBytes,
  recordingInMemory,
  RecordingReader,
} from "../recording/recording_reader.ts";
import { FIRST_LAYOUT, fromFirstLayout } from "../recording/first_layout.ts";
import { hotPathFilter } from "../hot_path_filter.ts";
import { LabelDecisions } from "../label_decisions.ts";
import { summarize } from "../summary.ts";

/** How long to give way to a slow reader and to signals, in milliseconds. */
const YIELD_MS = 5;
/** How many inputs are replayed before signals are looked at. */
const INPUTS_PER_TURN = 256;

/** Recorded events to standard output, through the very path that live ones take. */
export const replay: ReplayRun = async (options, io) => {
  using bytes = await open(options.source);
  const output = await openStandardOutput(options.output);
  try {
    return await replayTo(bytes, options, output, io);
  } finally {
    output.close();
  }
};

/** Sends a recording's inputs through the event path into `output`. */
export async function replayTo(
  bytes: RecordingBytes,
  options: Pick<ReplayOptions, "filter" | "redaction">,
  output: Output,
  io: PipelineIo,
): Promise<WatchSummary> {
  const recording = new RecordingReader(bytes);
  const { wire: layout, critter } = recording.header;
  if (layout !== WIRE_VERSION && layout !== FIRST_LAYOUT) {
    throw new TypeError(
      `Cannot replay this recording as its records have layout ${layout} and this critter reads ${FIRST_LAYOUT} and ${WIRE_VERSION}; replay it with critter ${critter}`,
    );
  }
  const { maxEvents, containers, types, includeHost } = options.filter;
  const labelFilter = await LabelDecisions.of(options.filter);
  const hot = HotPath.create({
    types,
    includeHost,
    ...hotPathFilter(options.filter),
    ...(options.redaction === undefined ? {} : { redaction: options.redaction }),
    holdLimitNs: BigInt(recording.header.holdLimitNs),
    ...(maxEvents === undefined ? {} : { maxEvents }),
  });
  const machine = new EventMachine(hot, {
    lines: (ndjson) => output.write(ndjson),
    notice: () => {},
  });
  const lost: Record<LossKind, bigint> = { ring: 0n, sink: 0n };
  let end: EndReason = "end-of-input";
  let turn = 0;
  for (const input of recording.inputs()) {
    if (input.kind === "loss") lost[input.loss] += input.count;
    for (const one of layout === FIRST_LAYOUT ? fromFirstLayout(input) : [input]) {
      machine.apply(
        one.kind === "label" ? { ...one, update: labelFilter.decide(one.update) } : one,
      );
    }
    if (++turn % INPUTS_PER_TURN === 0) await pause(0);
    // A recording can wait for its reader, as live events cannot.
    while (!output.flush() && !io.signal.aborted) await pause(YIELD_MS);
    const reason = endReason(machine, output, io);
    if (reason !== undefined) {
      end = reason;
      break;
    }
  }
  machine.apply({ kind: "release" });
  while (!output.flush() && !io.signal.aborted) await pause(YIELD_MS);
  if (containers !== undefined && !labelFilter.matched && end === "end-of-input") {
    io.stderr(`no container of the recording matches ${describeFilter(containers)}`);
  }
  if (recording.damage !== undefined) io.stderr(`the recording ends early: ${recording.damage}`);
  return summarize(end, hot.counters(), lost);
}

function endReason(machine: EventMachine, output: Output, io: PipelineIo): EndReason | undefined {
  if (output.closed) return "output-closed";
  if (machine.done) return "max-events";
  return io.signal.aborted ? "signal" : undefined;
}

async function open(source: ReplayOptions["source"]): Promise<RecordingBytes & Disposable> {
  if (source.kind === "sample") {
    const { sampleRecording } = await import("./sample.ts");
    return recordingInMemory(sampleRecording());
  }
  return await openRecording(source.path);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
