/**
 * What a command line asks of the pipeline, and what the pipeline says at the end: plain data that can be cloned into
 * a Worker. src/pipeline/live/watch.ts, record.ts and replay.ts export `watch`, `record` and `replay` of the types below.
 *
 * @module
 */

import type { CompiledFilter } from "#filter/compiled_filter.ts";
import type { Redaction } from "#hotpath/types.ts";
import type { ContainerFilter } from "#labels/filter/container_filter.ts";

/** How lines are written to standard output. */
export type OutputOptions =
  /** NDJSON, as design and event reference describe it. */
  | { readonly format: "json" }
  /** Aligned columns for people, see src/output/event/text.ts. */
  | TextOutputOptions;

/** Options of the text output. */
export interface TextOutputOptions {
  /** Tells it from the other formats. */
  readonly format: "text";
  /** ANSI colours; decided by the command line from the terminal, NO_COLOR and --color. */
  readonly color: boolean;
  /** Additional columns. */
  readonly wide: boolean;
  /** Cut lines to the terminal's width. */
  readonly truncate: boolean;
  /** Write the column titles first. */
  readonly header: boolean;
  /** Width of the terminal in columns; absent when standard output is none. */
  readonly columns?: number;
}

/** Which lines are written. */
export interface LineFilter {
  /** Bit mask of `1 << record type` (wasm/wire.ts) of the events that become lines. */
  readonly types: number;
  /** Events of processes outside of containers become lines too. */
  readonly includeHost: boolean;
  /** Only these containers' events, and what may turn out to be theirs; absent: all, and the host's. */
  readonly containers?: ContainerFilter;
  /** Only events that this holds for; absent: all. */
  readonly expression?: CompiledFilter;
  /** Events of a kind that a container may have in a second; absent: any number. */
  readonly limitPerSecond?: number;
  /** Of so many processes one is shown; absent: all are. */
  readonly sampleOneOf?: number;
  /** End after this many lines; loss lines do not count. */
  readonly maxEvents?: number;
}

/** Where health probes are answered. */
export type HealthAddress =
  /** An IP address without brackets. */
  | { readonly kind: "tcp"; readonly hostname: string; readonly port: number }
  /** A unix socket to make, for its owner only. */
  | { readonly kind: "unix"; readonly path: string };

/** How events and labels are gathered from a live node. */
export interface SourceOptions {
  /** Size of the ring buffer in bytes: a power of two, and at least one page. */
  readonly ringBytes: number;
  /** How many of a process's ancestors lines tell, 0 to 16. */
  readonly ancestors: number;
  /** Longest time that an event waits for its labels, in milliseconds. */
  readonly holdLimitMs: number;
  /** Endpoints named by --runtime-endpoint; empty: the environment's, else all that are found. */
  readonly runtimeEndpoints: readonly string[];
  /** Where the host's root file system is mounted; absent: it is this process's own. */
  readonly hostRoot?: string;
  /** k8s.cluster.name of every line. */
  readonly clusterName?: string;
  /** k8s.node.name of every line. */
  readonly nodeName?: string;
  /** Where runs share the steps of the wall clock; absent: nowhere. */
  readonly runtimeDirectory?: string;
  /** End after this time, in milliseconds. */
  readonly durationMs?: number;
  /** Answer probes of this run's health here; absent: nowhere. */
  readonly health?: HealthAddress;
  /** Say on stderr what is done, the kernel's verifier log included. */
  readonly verbose: boolean;
}

/** `critter watch`: live events to standard output. */
export interface WatchOptions extends SourceOptions {
  /** Mask secrets in arguments; absent: they are left as they are. */
  readonly redaction?: Redaction;
  /** Which events become lines. */
  readonly filter: LineFilter;
  /** How lines look. */
  readonly output: OutputOptions;
  /** Keep a recording of what is watched in this file. */
  readonly recordFile?: string;
}

/** `critter record FILE`: live events to a file, all of them unless an expression chooses: a replay filters. */
export interface RecordOptions extends SourceOptions {
  /** File to write. */
  readonly file: string;
  /** Replace the file if it is there. */
  readonly overwrite: boolean;
  /** Mask secrets in arguments; absent: they are left as they are. */
  readonly redaction?: Redaction;
  /** Keep only events that this holds for; absent: all. */
  readonly expression?: CompiledFilter;
  /** End after this many events. */
  readonly maxEvents?: number;
}

/** `critter replay FILE|--sample`: recorded events to standard output. */
export interface ReplayOptions {
  /** What is replayed. */
  readonly source:
    | { readonly kind: "file"; readonly path: string }
    | { readonly kind: "sample" };
  /** Mask secrets in arguments; absent: they are left as they are. */
  readonly redaction?: Redaction;
  /** Which events become lines. */
  readonly filter: LineFilter;
  /** How lines look. */
  readonly output: OutputOptions;
  /** Say on stderr what is done. */
  readonly verbose: boolean;
}

/** A live run: what to catch, and where to put it. */
export interface LiveOptions extends SourceOptions {
  /** Mask secrets in arguments; absent: they are left as they are. */
  readonly redaction?: Redaction;
  readonly filter: LineFilter;
  /** Absent: nothing is printed. */
  readonly output?: OutputOptions;
  readonly recordFile?: string;
  /** Whether only what the filter lets pass is recorded, in place of everything. */
  readonly recordWanted?: boolean;
  /** Whether a file that is there may be recorded into. */
  readonly overwrite?: boolean;
}

/** Why a run came to its end. */
export type EndReason = "signal" | "duration" | "max-events" | "output-closed" | "end-of-input";

/** What a run did; the command line prints it on stderr. */
export interface WatchSummary {
  /** Why it ended. */
  readonly end: EndReason;
  /** Lines written (for a recording: events kept), by label state. */
  readonly events: {
    readonly resolved: bigint;
    readonly host: bigint;
    readonly unresolved: bigint;
  };
  /** Events lost, by where: `ring`, `sink`, …; kinds with no loss may be absent. */
  readonly lost: Readonly<Record<string, bigint>>;
  /** Records that were not in the wire format, skipped. */
  readonly malformed: bigint;
}

/** How the pipeline reaches the one who started it. Not plain data: it stays on the main thread. */
export interface PipelineIo {
  /** One line of text for the operator, without "critter: " and without a newline. */
  stderr(line: string): void;
  /** Aborted by the first SIGINT or SIGTERM: drain, flush, detach and return the summary. */
  readonly signal: AbortSignal;
}

/**
 * The type of `watch` in src/pipeline/live/watch.ts. Rejects with a KernelError, before it has written anything, when the
 * kernel can't be read: --or-sample depends on it.
 */
export type WatchRun = (options: WatchOptions, io: PipelineIo) => Promise<WatchSummary>;

/** The type of `record` in src/pipeline/live/record.ts. */
export type RecordRun = (options: RecordOptions, io: PipelineIo) => Promise<WatchSummary>;

/** The type of `replay` in src/pipeline/replay/replay.ts. */
export type ReplayRun = (options: ReplayOptions, io: PipelineIo) => Promise<WatchSummary>;
