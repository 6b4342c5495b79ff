import type { Candidate } from "./candidates.ts";

/** What came of the question why something ended. */
export interface Finding {
  /** Whose end it is, in a few words: `shop/web-0 main`, `process 4711 (java)`. */
  readonly title: string;
  /** Absent for a process of which no container is known. */
  readonly container?: Candidate & { readonly image?: string };
  /** Absent for a container. */
  readonly pid?: number;
  /** `unknown`: it is not known whether it ended. */
  readonly state: "ended" | "running" | "created" | "unknown";
  /** One sentence, without a full stop. */
  readonly verdict: string;
  /** How it ended, as far as that is known. */
  readonly exit?: Exit;
  /** RFC 3339. */
  readonly startedAt?: string;
  /** RFC 3339. */
  readonly endedAt?: string;
  /** From its start to its end, in nanoseconds. */
  readonly durationNs?: number;
  /** Where that comes from, each with what it said. */
  readonly sources: readonly Source[];
  /** What could not be known, and how it could be another time. */
  readonly notes: readonly string[];
  /** The last events before its end that have to do with it: lines of NDJSON, oldest first. */
  readonly events: readonly string[];
}

/** How something ended. */
export interface Exit {
  readonly code?: number;
  /** The signal's number. */
  readonly signal?: number;
  /** `process.exit.cause`, see src/events/process_exit.ts. */
  readonly cause?: string;
  /** The runtime's word for it, as `OOMKilled`. */
  readonly reason?: string;
  /** The runtime's message. */
  readonly message?: string;
}

/** Something that was asked. */
export interface Source {
  readonly kind: "recording" | "runtime" | "kernel";
  /** What it is and what it said. */
  readonly text: string;
}

/** Whether the question is answered: what ended has a cause, or nothing ended. */
export function isAnswered({ state, exit }: Finding): boolean {
  return state === "running" || state === "created" || (state === "ended" && exit !== undefined);
}
