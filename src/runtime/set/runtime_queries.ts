import { CALL_MS, LIST_MS } from "../call_times.ts";
import { CriQueries } from "../cri/queries.ts";
import type { EndpointCandidate } from "../discovery/endpoints.ts";
import { EngineQueries } from "../docker/queries.ts";
import { RuntimeError } from "../runtime_error.ts";
import type { EndpointReport } from "./endpoint_report.ts";
import { RuntimeSet, type RuntimeSetOptions } from "./runtime_set.ts";
import type { ContainerRecord, RuntimeIdentity, RuntimeInfo } from "../types.ts";

/** How {@linkcode RuntimeQueries} asks. */
export interface RuntimeQueriesOptions {
  readonly candidates: readonly EndpointCandidate[];
  /**
   * Milliseconds for every call; by default 2 s, and 10 s for lists. The first sign of life has 1 s where nobody named
   * the candidates: most of them are not there.
   */
  readonly timeoutMs?: number | undefined;
  /** As in {@linkcode RuntimeSetOptions}. */
  readonly realmOf?: RuntimeSetOptions["realmOf"];
  /** Somebody named the candidates, and wants an answer of each. */
  readonly named?: boolean;
  /** Path of the socket that serves images, where it is not the runtime's own. */
  readonly imagePath?: string | undefined;
}

/** One runtime that answers. */
export interface QueriedRuntime {
  readonly identity: RuntimeIdentity;
  readonly info: RuntimeInfo;
  /** Absent where it speaks another API than CRI. */
  readonly cri?: CriQueries;
  /** Absent where it is neither Docker nor Podman. */
  readonly engine?: EngineQueries;
}

/** What one runtime answered. */
export interface Answer<T> {
  readonly runtime: QueriedRuntime;
  readonly value: T;
}

/** What all of them answered, and who failed to. */
export interface Answers<T> {
  readonly answers: readonly Answer<T>[];
  readonly failures: readonly RuntimeError[];
}

/** What all runtimes list, and who failed to. */
export interface Records {
  readonly records: readonly ContainerRecord[];
  readonly failures: readonly RuntimeError[];
}

/** All runtimes of the node, each asked once and side by side, as a command that prints and ends does. */
export class RuntimeQueries implements AsyncDisposable {
  /** Those that answer, in the order of the candidates. */
  readonly runtimes: readonly QueriedRuntime[];
  readonly #set: RuntimeSet;

  private constructor(set: RuntimeSet, runtimes: readonly QueriedRuntime[]) {
    this.#set = set;
    this.runtimes = runtimes;
  }

  /** Probes all candidates; resolves when each has answered or run out of time. */
  static async open(options: RuntimeQueriesOptions): Promise<RuntimeQueries> {
    const { timeoutMs, candidates, imagePath, realmOf, named = false } = options;
    const probeMs = timeoutMs ?? (named ? CALL_MS : undefined);
    const set = new RuntimeSet({
      candidates,
      ...(realmOf === undefined ? {} : { realmOf }),
      ...(timeoutMs === undefined ? {} : { findTimeoutMs: timeoutMs, listTimeoutMs: timeoutMs }),
      ...(probeMs === undefined ? {} : { times: { probeMs } }),
    });
    await set.start();
    const runtimes = set.endpoints.flatMap(({ candidate, state }): QueriedRuntime[] => {
      if (state.status !== "up") return [];
      const { info } = state;
      const { name, version } = info;
      const identity = {
        name,
        ...(version === undefined ? {} : { version }),
        endpoint: candidate.path,
      };
      const path = candidate.via ?? candidate.path;
      const times = { timeoutMs: timeoutMs ?? CALL_MS, listTimeoutMs: timeoutMs ?? LIST_MS };
      if (speaksCri(info)) {
        const images = imagePath === undefined ? {} : { imagePath };
        const cri = new CriQueries(path, { endpoint: candidate.path, ...times, ...images });
        return [{ identity, info, cri }];
      }
      if (!speaksDocker(info)) return [{ identity, info }];
      return [{ identity, info, engine: new EngineQueries(path, identity, times) }];
    });
    return new RuntimeQueries(set, runtimes);
  }

  /** What is known of every candidate. */
  get endpoints(): readonly EndpointReport[] {
    return this.#set.endpoints;
  }

  /** The set behind it, for look-ups of one container over all runtimes. */
  get set(): RuntimeSet {
    return this.#set;
  }

  /** Asks every runtime that speaks CRI. */
  askCri<T>(question: (cri: CriQueries) => Promise<T>): Promise<Answers<T>> {
    const asked = this.runtimes.flatMap((runtime) =>
      runtime.cri === undefined ? [] : [[runtime, runtime.cri] as const]
    );
    return askAll(asked, question);
  }

  /** Asks every engine, Docker or Podman. */
  askEngines<T>(question: (engine: EngineQueries) => Promise<T>): Promise<Answers<T>> {
    const asked = this.runtimes.flatMap((runtime) =>
      runtime.engine === undefined ? [] : [[runtime, runtime.engine] as const]
    );
    return askAll(asked, question);
  }

  /**
   * What the runtimes know that CRI alone would not tell, merged: containers of Docker, Podman, ctr and nerdctl beside
   * those of CRI. Nothing where all of them speak CRI alone.
   */
  async records(): Promise<Records> {
    const others = this.runtimes.filter(({ info }) => !speaksOnlyCri(info));
    if (others.length === 0) return { records: [], failures: [] };
    const { records, misses } = await this.#set.list();
    const failures = misses.flatMap(({ endpoint, kind, reason }) =>
      kind !== "not-found" && others.some(({ identity }) => identity.endpoint === endpoint)
        ? [new RuntimeError(kind, endpoint, reason)]
        : []
    );
    return { records, failures };
  }

  /** Ends every call under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { cri, engine } of this.runtimes) (cri ?? engine)?.[Symbol.dispose]();
    await this.#set[Symbol.asyncDispose]();
  }
}

/** Asks side by side. */
export async function askAll<Asked, T>(
  runtimes: readonly (readonly [QueriedRuntime, Asked])[],
  question: (asked: Asked) => Promise<T>,
): Promise<Answers<T>> {
  const results = await Promise.allSettled(runtimes.map(([, asked]) => question(asked)));
  const answers: Answer<T>[] = [];
  const failures: RuntimeError[] = [];
  runtimes.forEach(([runtime], index) => {
    const result = results[index];
    if (result?.status === "fulfilled") answers.push({ runtime, value: result.value });
    else if (result?.reason instanceof RuntimeError) failures.push(result.reason);
    else throw result?.reason;
  });
  return { answers, failures };
}

function speaksDocker({ api }: RuntimeInfo): boolean {
  return /\bDocker /.test(api);
}

function speaksCri({ api }: RuntimeInfo): boolean {
  return /\bCRI v/.test(api);
}

function speaksOnlyCri({ api }: RuntimeInfo): boolean {
  return /^CRI v\w+$/.test(api);
}
