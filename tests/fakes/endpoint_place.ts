/** For tests: a folder for the sockets of made-up runtimes, and a runtime set that watches them. */
import assert from "assert";
import { FakeCri } from "./fake_cri.ts";
import type { EndpointChange } from "#runtime/set/endpoint_report.ts";
import type { EndpointCandidate } from "#runtime/discovery/endpoints.ts";
import { RuntimeSet, type RuntimeSetOptions } from "#runtime/set/runtime_set.ts";

/** A folder for sockets, and everything that is to be closed before it is removed. */
export class Place implements AsyncDisposable {
  readonly changes: string[] = [];
  readonly #stack = new AsyncDisposableStack();
  readonly #folder: string;
  #waiters: (() => void)[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<Place> {
    return new Place(await Deno.makeTempDir());
  }

  path(name: string): string {
    return `${this.#folder}/${name}.sock`;
  }

  async fake(name: string, script: Omit<Parameters<typeof FakeCri.start>[0], "socket"> = {}) {
    return this.#stack.use(await FakeCri.start({ socket: this.path(name), ...script }));
  }

  set(names: readonly string[], options: Partial<RuntimeSetOptions> = {}): RuntimeSet {
    const candidates: EndpointCandidate[] = names.map((name) => ({
      path: this.path(name),
      source: "test",
    }));
    return this.#stack.use(
      new RuntimeSet({
        candidates,
        findTimeoutMs: 800,
        times: { probeMs: 1000, sweepMs: 50, retryMs: 100, aliveMs: 200 },
        onChange: (change) => this.#changed(change),
        ...options,
      }),
    );
  }

  /** Waits until the changes so far match. */
  async until(pattern: RegExp): Promise<void> {
    const deadline = performance.now() + 5000;
    while (!this.changes.some((change) => pattern.test(change))) {
      assert(performance.now() < deadline, `no ${pattern} in ${JSON.stringify(this.changes)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        this.#waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
    await Deno.remove(this.#folder, { recursive: true });
  }

  #changed({ candidate, state }: EndpointChange): void {
    const name = candidate.path.slice(this.#folder.length + 1, -".sock".length);
    const detail = state.status === "down" ? ` ${state.error.kind}` : "";
    this.changes.push(`${name} ${state.status}${detail}`);
    for (const wake of this.#waiters.splice(0)) wake();
  }
}
