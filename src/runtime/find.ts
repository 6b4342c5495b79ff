/** A look-up of one container: what it may start from, and what comes of it. */
import type { RuntimeErrorKind } from "./runtime_error.ts";
import type { ContainerRecord } from "./types.ts";

/** Why one endpoint did not name a container. */
export interface Miss {
  /** Path of the socket. */
  readonly endpoint: string;
  /** The runtime's name, where it ever answered. */
  readonly runtime?: string;
  /** "not-found": it answered that it has no such container. */
  readonly kind: RuntimeErrorKind;
  /** A few words, as in "no such container" or "no answer in 2 s". */
  readonly reason: string;
}

/** How long a container has been asked for. */
export type LookupAge =
  /** Never before: it goes before others, and runtimes may be about to learn of it. */
  | "new"
  /** For some seconds: its runtime may be about to come. */
  | "young"
  /** For so long that it may be no runtime's at all: nothing more is searched because of it. */
  | "old";

/** What is known of a container before anybody is asked. */
export interface FindWhere {
  /** Where it is: runtimes of other parts of the node are not asked, those of the host are. */
  readonly realm?: string;
  /** The name of the runtime that its cgroup's path names, which is asked first. */
  readonly runtime?: string;
  /** @default {"young"} */
  readonly age?: LookupAge;
  /** What is known already: only those are asked who may know more. */
  readonly known?: ContainerRecord;
  /** Whom not to ask again, where it is asked for more than once; takes who says no now. */
  readonly denials?: Denying;
}

/** Keeps in mind who has said of a container that he does not know it. */
export interface Denying {
  /** One says so. */
  add(denier: Denier): void;
  /** Whether one need not be asked any more. */
  isFinal(denier: Denier): boolean;
}

/** Who may be asked for a container. */
export interface Denier {
  /** Path of the socket. */
  readonly endpoint: string;
  /** Whether it may learn of the container only when that has a cgroup. */
  readonly mayLearn: boolean;
}

/** The answer to one look-up. */
export type FindResult =
  | {
    readonly found: ContainerRecord;
    /** Another runtime, or another of its APIs, may know more of it, now or in a moment. */
    readonly mayImprove: boolean;
  }
  /** Nobody knows the container, or more of it; a miss for every endpoint that is there or was there once. */
  | {
    readonly found: undefined;
    readonly misses: readonly Miss[];
    /** Whether asking again makes no sense before a runtime has begun anew. */
    readonly isFinal: boolean;
  };
