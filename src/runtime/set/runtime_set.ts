import { askWithin } from "./ask_within.ts";
import type { EndpointMonitor, MonitorTimes } from "./endpoint_monitor.ts";
import type { EndpointChange, EndpointReport } from "./endpoint_report.ts";
import { type CandidateSource, EndpointWatch } from "./endpoint_watch.ts";
import type { EndpointCandidate, SocketTrust } from "../discovery/endpoints.ts";
import type { FindResult, FindWhere, Miss } from "../find.ts";
import { type Answer, Finding } from "./finding.ts";
import { mergeRecords } from "./inventory.ts";
import { Questions } from "./questions.ts";
import { RuntimeError, type RuntimeErrorKind } from "../runtime_error.ts";
import { RUNTIME_KINDS, SocketClient } from "./socket_client.ts";
import type { CgroupHint, ContainerRecord, RuntimeClient } from "../types.ts";

/** The answer to a list: what was learnt, and from whom nothing was. */
export interface ListResult {
  readonly records: readonly ContainerRecord[];
  readonly misses: readonly Miss[];
}

/** How a {@linkcode RuntimeSet} works. */
export interface RuntimeSetOptions {
  /** The sockets to watch. */
  readonly candidates?: readonly EndpointCandidate[];
  /** Finds the sockets to watch instead, again and again; ends with the set. */
  readonly discovery?: CandidateSource;
  /** Told of each piece of evidence that cannot be used, once. */
  readonly onProblem?: (problem: string) => void;
  /**
   * Milliseconds until one runtime's answer to a look-up is no longer waited for.
   *
   * @default {2000}
   */
  readonly findTimeoutMs?: number;
  /**
   * Milliseconds until one runtime's list is no longer waited for.
   *
   * @default {10000}
   */
  readonly listTimeoutMs?: number;
  /** How the endpoints are kept under watch. */
  readonly times?: Partial<MonitorTimes>;
  /** Told when an endpoint comes, goes, or is found to be down for another reason. */
  readonly onChange?: (change: EndpointChange) => void;
  /**
   * The part of the node whose containers a socket may name, from what is known of who serves it: "" is the host's own,
   * which may name all. Undefined, as without this option: it was asked for, and may name all.
   */
  readonly realmOf?: (trust: SocketTrust | undefined) => string | undefined;
  /** Makes the client for a candidate; by default a {@linkcode SocketClient}. */
  readonly createClient?: (candidate: EndpointCandidate) => RuntimeClient;
}

/** Kinds of failure that say nothing about the runtime's health. */
const ANSWERS: ReadonlySet<RuntimeErrorKind> = new Set(["aborted", "failed", "not-found"]);

const TIMES: MonitorTimes = {
  probeMs: 1000,
  sweepMs: 500,
  retryMs: 1000,
  unwillingRetryMs: 30_000,
  aliveMs: 5000,
};

/**
 * Every runtime of the node.
 *
 * All endpoints are probed side by side and kept under watch for ever; a look-up asks all that may know, each with a
 * deadline of its own, so that a sick runtime delays nobody but itself.
 */
export class RuntimeSet implements AsyncDisposable {
  readonly #findTimeoutMs: number;
  readonly #listTimeoutMs: number;
  readonly #realmOf: (trust: SocketTrust | undefined) => string | undefined;
  readonly #watch: EndpointWatch;
  /** The names of runtimes that answered at least once. */
  readonly #names = new WeakMap<EndpointMonitor, string>();
  readonly #closing = new AbortController();
  readonly #questions = new Set<Promise<unknown>>();
  readonly #questionsTo = new WeakMap<EndpointMonitor, Questions>();

  constructor(options: RuntimeSetOptions) {
    const timeoutMs = this.#findTimeoutMs = options.findTimeoutMs ?? 2000;
    const listTimeoutMs = this.#listTimeoutMs = options.listTimeoutMs ?? 10_000;
    this.#realmOf = options.realmOf ?? (() => undefined);
    this.#watch = new EndpointWatch({
      times: { ...TIMES, ...options.times },
      candidates: options.candidates ?? [],
      discovery: options.discovery,
      createClient: options.createClient ??
        (({ path, via, kinds }) =>
          new SocketClient(via ?? path, kinds ?? RUNTIME_KINDS, {
            endpoint: path,
            timeoutMs,
            listTimeoutMs,
          })),
      changed: (monitor, before) => {
        const { candidate, state } = monitor;
        if (state.status === "up") this.#names.set(monitor, state.info.name);
        options.onChange?.({ candidate, state, before });
      },
      problem: options.onProblem,
    });
  }

  /** Begins to watch; look-ups wait for it. Resolves when every candidate has been probed once; need not be waited for. */
  start(): Promise<void> {
    return this.#watch.start();
  }

  /** What is known of every endpoint, in the order of the candidates. */
  get endpoints(): readonly EndpointReport[] {
    return this.#watch.monitors.map(({ candidate, state }) => ({ candidate, state }));
  }

  /**
   * Asks the runtimes that are up for a container or sandbox: those that its cgroup's path names, and the others side by
   * side when those do not know it or take their time. The first that knows it wins, unless another may know more and
   * answers soon after.
   *
   * @throws RuntimeError of kind "aborted" where the signal ends it.
   */
  async find(id: string, signal?: AbortSignal, where: FindWhere = {}): Promise<FindResult> {
    const { realm, age = "young" } = where;
    const isNew = age === "new";
    const asked = this.#watch.monitors.filter((monitor) => {
      const own = this.#realm(monitor);
      return realm === undefined || own === undefined || own === "" || own === realm;
    });
    const named = new Set(
      asked.filter((monitor) =>
        monitor.state.status === "up" && this.#names.get(monitor) === where.runtime
      ),
    );
    const signals = [signal, this.#closing.signal];
    using finding = new Finding({ asked, named, isNew, signals });
    const question = async (monitor: EndpointMonitor, signal: AbortSignal): Promise<Answer> => {
      const answer = await monitor.client.find(id, signal);
      if (answer === undefined) return "not-found";
      finding.found(this.#marked(answer, monitor));
      return "done";
    };
    const all = this.#askAll(
      asked,
      (monitor) =>
        finding.ask(monitor, () =>
          this.#places(monitor).ask(
            isNew,
            () => this.#ask(monitor, this.#findTimeoutMs, signal, question),
            finding.over,
          )),
      (monitor) => finding.heard(monitor),
    );
    const misses = await Promise.race([all, finding.enough]) ?? [];
    const merged = mergeRecords(finding.records);
    const found = merged.find(({ runtime }) => runtime.realm === realm) ?? merged[0];
    if (found !== undefined) return { found };
    if (signal?.aborted || this.#closing.signal.aborted) {
      throw new RuntimeError("aborted", "every endpoint", "the caller gave up");
    }
    // It may be a runtime's that is not known yet.
    if (age !== "old") this.#watch.wanted();
    return { found: undefined, misses };
  }

  /** Everything the runtimes that are up know now. */
  async list(signal?: AbortSignal): Promise<ListResult> {
    const records: ContainerRecord[] = [];
    const { monitors } = this.#watch;
    const question = async (monitor: EndpointMonitor, signal: AbortSignal): Promise<Answer> => {
      for (const record of await monitor.client.list(signal)) {
        records.push(this.#marked(record, monitor));
      }
      return "done";
    };
    const misses = await this.#askAll(
      monitors,
      (monitor) => this.#ask(monitor, this.#listTimeoutMs, signal, question),
    );
    return { records: mergeRecords(records), misses };
  }

  /**
   * Lists one runtime alone, as after it has come up.
   *
   * @throws RuntimeError
   */
  async listOne(endpoint: string, signal?: AbortSignal): Promise<readonly ContainerRecord[]> {
    const monitor = this.#watch.monitors.find(({ candidate }) => candidate.path === endpoint);
    if (monitor === undefined) {
      throw new RuntimeError("absent", endpoint, "it is none of the endpoints");
    }
    await monitor.settled;
    if (monitor.state.status === "down") throw monitor.state.error;
    let records: readonly ContainerRecord[] = [];
    const failure = await this.#ask(
      monitor,
      this.#listTimeoutMs,
      signal,
      async ({ client }, signal) => {
        records = (await client.list(signal)).map((record) => this.#marked(record, monitor));
        return "done";
      },
    );
    if (failure instanceof RuntimeError) throw failure;
    return records;
  }

  /** Where the runtime that a record came from says the container runs; undefined where it does not say. */
  async cgroupHint(record: ContainerRecord, signal?: AbortSignal): Promise<CgroupHint | undefined> {
    const monitor = this.#watch.monitors.find(({ client }) =>
      client.endpoint === record.runtime.endpoint
    );
    if (monitor === undefined || monitor.candidate.nested === true) return undefined;
    let hint: CgroupHint | undefined;
    const question = async ({ client }: EndpointMonitor, signal: AbortSignal): Promise<Answer> => {
      hint = await client.cgroupHint(record.id, signal, record.runtime.namespace);
      return "done";
    };
    await this.#places(monitor).ask(
      true,
      () => this.#ask(monitor, this.#findTimeoutMs, signal, question),
      signal,
    );
    return hint;
  }

  /** Stops watching, ends every call under way and waits until they have ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#watch[Symbol.asyncDispose]();
    await Promise.allSettled(this.#questions);
  }

  #realm({ candidate: { trust } }: EndpointMonitor): string | undefined {
    return this.#realmOf(trust);
  }

  /** The record, saying whose containers its runtime may name. */
  #marked(record: ContainerRecord, monitor: EndpointMonitor): ContainerRecord {
    const realm = this.#realm(monitor);
    return realm === undefined ? record : { ...record, runtime: { ...record.runtime, realm } };
  }

  /** Questions about one container to this runtime; each has its own, as one that hangs must not hold up the others. */
  #places(monitor: EndpointMonitor): Questions {
    let questions = this.#questionsTo.get(monitor);
    if (questions === undefined) this.#questionsTo.set(monitor, questions = new Questions());
    return questions;
  }

  /** Asks those of the endpoints that are up; gives the misses of all. */
  async #askAll(
    monitors: readonly EndpointMonitor[],
    ask: (monitor: EndpointMonitor) => Promise<Answer>,
    heard?: (monitor: EndpointMonitor) => void,
  ): Promise<Miss[]> {
    const miss = async (monitor: EndpointMonitor): Promise<Miss | undefined> => {
      await monitor.settled;
      const { state, candidate } = monitor;
      if (state.status === "duplicate") return undefined;
      // A known place where nothing ever was says nothing about a container.
      if (
        state.status === "down" && state.error.kind === "absent" && !this.#names.has(monitor)
      ) {
        return undefined;
      }
      const runtime = this.#names.get(monitor);
      const because = (kind: Miss["kind"], reason: string): Miss => ({
        endpoint: candidate.path,
        ...(runtime === undefined ? {} : { runtime }),
        kind,
        reason,
      });
      if (state.status === "probing") return because("aborted", "the caller gave up");
      if (state.status === "down") return because(state.error.kind, state.error.reason);
      const answer = await ask(monitor);
      if (answer instanceof RuntimeError) return because(answer.kind, answer.reason);
      return answer === "not-found" ? because("not-found", "no such container") : undefined;
    };
    // The end of the set waits for them.
    const all = Promise.all(
      monitors.map((monitor) => miss(monitor).finally(() => heard?.(monitor))),
    );
    this.#questions.add(all);
    const misses = await all.finally(() => this.#questions.delete(all));
    return misses.filter((miss) => miss !== undefined);
  }

  /** Asks one endpoint within a deadline, and has it looked at when it fails. */
  async #ask(
    monitor: EndpointMonitor,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    question: (monitor: EndpointMonitor, signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    const { path } = monitor.candidate;
    const signals = [this.#closing.signal, signal];
    const answer = await askWithin(
      { endpoint: path, timeoutMs, signals },
      (signal) => question(monitor, signal),
    );
    if (answer instanceof RuntimeError && !ANSWERS.has(answer.kind)) {
      this.#watch.suspect(monitor, answer);
    }
    return answer;
  }
}
