import { askWithin } from "./ask_within.ts";
import type { EndpointMonitor } from "./endpoint_monitor.ts";
import type { Miss } from "../find.ts";
import type { Answer } from "./finding.ts";
import { Questions } from "./questions.ts";
import { RuntimeError, type RuntimeErrorKind } from "../runtime_error.ts";
import type { RuntimeInfo } from "../types.ts";

/** How one endpoint is asked. */
export interface AskHow {
  /** Milliseconds until the answer is no longer waited for. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly question: (monitor: EndpointMonitor, signal: AbortSignal) => Promise<Answer>;
}

/** Kinds of failure that say nothing about the runtime's health. */
const ANSWERS: ReadonlySet<RuntimeErrorKind> = new Set(["aborted", "failed", "not-found"]);

/** Puts questions to endpoints, each within a deadline of its own, and knows what each last said of itself. */
export class Calls {
  readonly #suspect: (monitor: EndpointMonitor, error: RuntimeError) => void;
  readonly #infos = new WeakMap<EndpointMonitor, RuntimeInfo>();
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #questionsTo = new WeakMap<EndpointMonitor, Questions>();

  /** @param suspect Has an endpoint looked at, since a call to it failed. */
  constructor(suspect: (monitor: EndpointMonitor, error: RuntimeError) => void) {
    this.#suspect = suspect;
  }

  /** Aborted when nothing more is to be asked. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** An endpoint that is up has said who it is. */
  met(monitor: EndpointMonitor, info: RuntimeInfo): void {
    this.#infos.set(monitor, info);
  }

  /** What an endpoint last said of itself; undefined where it never answered. */
  infoOf(monitor: EndpointMonitor): RuntimeInfo | undefined {
    return this.#infos.get(monitor);
  }

  /** Questions about one container to this endpoint; each has its own, as one that hangs must not hold up the others. */
  places(monitor: EndpointMonitor): Questions {
    let questions = this.#questionsTo.get(monitor);
    if (questions === undefined) this.#questionsTo.set(monitor, questions = new Questions());
    return questions;
  }

  /** Asks those of the endpoints that are up; gives the misses of all. */
  async askAll(
    monitors: readonly EndpointMonitor[],
    ask: (monitor: EndpointMonitor) => Promise<Answer>,
    heard?: (monitor: EndpointMonitor) => void,
  ): Promise<Miss[]> {
    // The end of the set waits for them.
    const all = Promise.all(
      monitors.map((monitor) => this.#missOf(monitor, ask).finally(() => heard?.(monitor))),
    );
    this.#underWay.add(all);
    const misses = await all.finally(() => this.#underWay.delete(all));
    return misses.filter((miss) => miss !== undefined);
  }

  /** Asks one endpoint, and has it looked at when it fails. */
  async ask(
    monitor: EndpointMonitor,
    { timeoutMs, signal, question }: AskHow,
  ): Promise<Answer> {
    const { path } = monitor.candidate;
    const signals = [this.closing, signal];
    const answer = await askWithin(
      { endpoint: path, timeoutMs, signals },
      (signal) => question(monitor, signal),
    );
    if (answer instanceof RuntimeError && !ANSWERS.has(answer.kind)) {
      this.#suspect(monitor, answer);
    }
    return answer;
  }

  /** Ends every call under way. */
  close(): void {
    this.#closing.abort();
  }

  /** Resolves when every call has ended. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async #missOf(
    monitor: EndpointMonitor,
    ask: (monitor: EndpointMonitor) => Promise<Answer>,
  ): Promise<Miss | undefined> {
    await monitor.settled;
    const { state, candidate } = monitor;
    if (state.status === "duplicate") return undefined;
    const runtime = this.infoOf(monitor)?.name;
    // A known place where nothing ever was says nothing about a container.
    if (state.status === "down" && state.error.kind === "absent" && runtime === undefined) {
      return undefined;
    }
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
  }
}
