import { Backoff } from "../backoff.ts";
import type { EndpointMonitor } from "./endpoint_monitor.ts";
import { RuntimeError } from "../runtime_error.ts";
import type { ContainerNews } from "../types.ts";

/** What {@linkcode Announcements} report. */
export interface AnnouncementsContext {
  /** An endpoint tells of a container. */
  news(monitor: EndpointMonitor, news: ContainerNews): void;
  /** An endpoint tells from now on; what happened before has to be asked for. */
  begun(monitor: EndpointMonitor): void;
}

/** Pauses before one whose telling broke off is listened to again, milliseconds. */
const AGAIN_MS = { first: 20, longest: 200 };
/** A request that has not failed by then has been taken: servers say nothing before there is something to tell. */
const TAKEN_MS = 100;

/** Listens to every endpoint that tells of its containers by itself, for as long as it is up. */
export class Announcements implements Disposable {
  readonly #context: AnnouncementsContext;
  readonly #closing = new AbortController();
  readonly #listening = new WeakSet<EndpointMonitor>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #telling = new WeakSet<EndpointMonitor>();

  constructor(context: AnnouncementsContext) {
    this.#context = context;
  }

  /** Whether the endpoint tells of each of its containers before that has a cgroup. */
  isTelling(monitor: EndpointMonitor): boolean {
    return this.#telling.has(monitor);
  }

  /** Resolves when all that has been told of so far is known. */
  async heard(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** Listens to an endpoint that is up, unless it does already or the endpoint tells nothing. */
  listen(monitor: EndpointMonitor): void {
    if (this.#listening.has(monitor) || monitor.client.watch === undefined) return;
    this.#listening.add(monitor);
    void this.#listen(monitor).finally(() => {
      this.#listening.delete(monitor);
    });
  }

  /** Listens to nobody any more; does not wait for anybody's end. */
  [Symbol.dispose](): void {
    this.#closing.abort();
  }

  #take(monitor: EndpointMonitor, news: Promise<ContainerNews>): void {
    const taken = news.then((news) => this.#context.news(monitor, news), () => {})
      .finally(() => this.#underWay.delete(taken));
    this.#underWay.add(taken);
  }

  async #listen(monitor: EndpointMonitor): Promise<void> {
    const { signal } = this.#closing;
    const pauses = new Backoff(AGAIN_MS.first, AGAIN_MS.longest);
    while (monitor.state.status === "up" && !signal.aborted) {
      const taken = setTimeout(() => {
        this.#telling.add(monitor);
        pauses.reset();
        this.#context.begun(monitor);
      }, TAKEN_MS);
      try {
        await monitor.client.watch?.((news) => this.#take(monitor, news), signal);
      } catch (error) {
        if (error instanceof RuntimeError && error.kind === "unimplemented") return;
      } finally {
        clearTimeout(taken);
        this.#telling.delete(monitor);
      }
      await pause(pauses.next(), signal);
    }
  }
}

/** Waits so long, or until the signal comes. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
