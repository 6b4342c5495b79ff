/// <reference lib="webworker" />
// The event path's thread: everything that must not wait for gRPC or for the main thread's garbage collector.

import { eventNames } from "#events/kinds.ts";
import { Clock } from "#kernel/clock/clock.ts";
import { ClockFile } from "#kernel/clock/clock_file.ts";
import { EventFd } from "#kernel/eventfd.ts";
import { KernelError } from "#kernel/errno.ts";
import { Poller } from "#kernel/poller.ts";
import { WallClock } from "#kernel/clock/wall_clock.ts";
import { KernelPrograms } from "#kernel/bpf/programs.ts";
import { WIRE_VERSION } from "#wire";
import { VERSION } from "../../version.ts";
import { EventPath, MAILBOX_TAG, RING_TAG } from "./event_path.ts";
import { KernelFilter } from "./kernel_filter.ts";
import { Mailbox } from "./mailbox.ts";
import type { EventPathOptions, FromEventPath, ToEventPath } from "./messages.ts";
import type { WatchSummary } from "../options.ts";
import { NoOutput, openStandardOutput } from "./output.ts";
import type { Recorder } from "../recording/recorder.ts";

declare const self: DedicatedWorkerGlobalScope;

function post(message: FromEventPath): void {
  self.postMessage(message);
}

let mailbox: Mailbox | undefined;

self.onmessage = ({ data }: MessageEvent<ToEventPath>): void => {
  if (data.kind !== "start") {
    mailbox?.put(data);
    return;
  }
  mailbox = new Mailbox(EventFd.borrow(data.options.mailboxFd));
  run(data.options, mailbox).then(
    (summary) => post({ kind: "ended", summary }),
    (error: unknown) => post(failure(error)),
  );
};

async function run(options: EventPathOptions, mailbox: Mailbox): Promise<WatchSummary> {
  using programs = KernelPrograms.load({
    ringBytes: options.ringBytes,
    hierarchy: options.hierarchy,
    ancestors: options.ancestors,
    // A recording holds every event, whatever is shown.
    ...(recordsAll(options) ? {} : { events: eventNames(options.filter.types) }),
  });
  using poller = new Poller();
  poller.add(programs.ring.fd, RING_TAG);
  poller.add(options.mailboxFd, MAILBOX_TAG);
  using clock = new Clock();
  using recorder = await openRecorder(options);
  const kernelFilter = openKernelFilter(options, programs);
  const heartbeat = new Int32Array(options.heartbeat);
  const path = new EventPath(options, {
    programs,
    poller,
    mailbox,
    clock,
    wallClock: openWallClock(options, clock),
    output: options.output === undefined
      ? new NoOutput()
      : await openStandardOutput(options.output),
    ...(recorder === undefined ? {} : { recorder }),
    ...(kernelFilter === undefined ? {} : { kernelFilter }),
    notify: (notices) => post({ kind: "notices", notices }),
    beat: () => void Atomics.add(heartbeat, 0, 1),
  });
  post({ kind: "ready", hooks: programs.hooks });
  return await path.run();
}

function openWallClock({ runtimeDirectory }: EventPathOptions, clock: Clock): WallClock {
  return runtimeDirectory === undefined
    ? new WallClock(clock)
    : new WallClock(clock, new ClockFile(runtimeDirectory));
}

/** It is loaded where it is wanted: node:zlib takes as long as half of the start. */
async function openRecorder(options: EventPathOptions): Promise<Recorder | undefined> {
  if (options.recordFile === undefined) return undefined;
  const { Recorder } = await import("../recording/recorder.ts");
  const header = {
    critter: VERSION,
    wire: WIRE_VERSION,
    created: new Date().toISOString(),
    holdLimitNs: BigInt(Math.round(options.holdLimitMs * 1e6)).toString(),
  };
  return new Recorder(options.recordFile, header, options.overwrite);
}

/** Whether a recording is to have everything, whatever is shown. */
function recordsAll({ recordFile, recordWanted = false }: EventPathOptions): boolean {
  return recordFile !== undefined && !recordWanted;
}

/** None where nothing is turned away, nor where all is recorded whatever is shown. */
function openKernelFilter(
  options: EventPathOptions,
  programs: KernelPrograms,
): KernelFilter | undefined {
  const { filter } = options;
  const filtering = filter.containers !== undefined || filter.expression !== undefined ||
    !filter.includeHost;
  return filtering && !recordsAll(options)
    ? new KernelFilter(programs, filter.includeHost)
    : undefined;
}

function failure(error: unknown): FromEventPath {
  if (!(error instanceof Error)) return { kind: "failed", name: "Error", message: String(error) };
  const { name, message } = error;
  if (!(error instanceof KernelError)) return { kind: "failed", name, message };
  const { code, log } = error;
  return { kind: "failed", name, message, code, ...(log === undefined ? {} : { log }) };
}
