import type { Queries } from "#runtime/proto/queries.ts";
import type { Answer, QueriedRuntime } from "#runtime/set/runtime_queries.ts";
import { type Callable, choose } from "../query/choose.ts";
import { type Listed, listEverything, runtimeName } from "../query/containers.ts";
import type { Query } from "../query/session.ts";

/** What is looked for, and how one runtime is asked about it. */
export interface Search<T> {
  /** What it is, and of which of the lists. */
  readonly what: "container" | "pod";
  /** Asks about one id; undefined where the runtime has none with it. */
  readonly ask: (queries: Queries, id: string) => Promise<T | undefined>;
}

/** What a runtime said of it; or what a list has of one whose runtime says no more. */
export type Found<T> = Answer<T> | Listed;

/** Ids of 64 digits are whole: nothing else begins like them. */
const WHOLE_ID = /^[0-9a-f]{64}$/;

/** Finds containers or pods by what people call them, for one command. */
export class Finder<T> {
  readonly #query: Query;
  readonly #search: Search<T>;
  #listed: Promise<readonly Listed[]> | undefined;

  constructor(query: Query, search: Search<T>) {
    this.#query = query;
    this.#search = search;
  }

  /** Everything that there is to be found, listed once. */
  listed(): Promise<readonly Listed[]> {
    return this.#listed ??= listEverything(this.#query).then(({ containers, sandboxes }) =>
      this.#search.what === "pod" ? sandboxes : containers
    );
  }

  /**
   * All that is known of one of {@linkcode listed}.
   *
   * @throws RuntimeError where its runtime does not answer.
   */
  async details(listed: Listed): Promise<Found<T> | undefined> {
    const { id, runtime: { endpoint, namespace } } = listed.record;
    const runtime = this.#query.runtimes.runtimes.find(({ identity }) =>
      identity.endpoint === endpoint
    );
    const queries = runtime?.cri ?? runtime?.engine;
    // containerd's own containers are none of its CRI's.
    if (runtime === undefined || queries === undefined || namespace !== undefined) return listed;
    const value = await this.#search.ask(queries, id);
    return value === undefined ? undefined : { runtime, value };
  }

  /**
   * What is meant by an id, its beginning or a name: one, unless several runtimes or namespaces hold this very id; none
   * where nobody knows it.
   *
   * @throws AmbiguousError where several match; RuntimeError where the runtime does not answer.
   */
  async find(reference: string): Promise<readonly Found<T>[]> {
    if (!WHOLE_ID.test(reference)) {
      const chosen = choose(callable(await this.listed()), reference, this.#search.what);
      if (chosen.length > 0) {
        const found = await Promise.all(chosen.map(({ listed }) => this.details(listed)));
        return found.filter((one) => one !== undefined);
      }
    }
    // Whole ids are not looked for in lists, and engines know names that no list has.
    const answers = await this.#query.ask((queries) => this.#search.ask(queries, reference));
    const known = answers.flatMap(({ runtime, value }) =>
      value === undefined ? [] : [{ runtime, value }]
    );
    if (known.length > 0) return withoutRepeats(known);
    return WHOLE_ID.test(reference)
      ? (await this.listed()).filter(({ record }) => record.id === reference)
      : [];
  }
}

/** Docker tells again of what cri-dockerd has told of, who has its name. */
export function withoutRepeats<T>(answers: readonly Answer<T>[]): readonly Answer<T>[] {
  const names = new Set(answers.flatMap(({ runtime }) => nameByCri(runtime)));
  return answers.filter(({ runtime }) =>
    runtime.cri !== undefined || !names.has(runtime.identity.name)
  );
}

function nameByCri({ cri, identity }: QueriedRuntime): string[] {
  return cri === undefined ? [] : [identity.name];
}

/** What members of lists can be called: CRI's names are no names of one container. */
export function callable(all: readonly Listed[]): readonly (Callable & { listed: Listed })[] {
  return all.map((listed) => {
    const { id, sandbox, name, pod, runtime } = listed.record;
    const own = sandbox ? pod?.name : name;
    return {
      id,
      names: own === undefined || runtime.cri === true || listed.byCri ? [] : [own],
      description: [own ?? [], `${runtimeName(runtime)} at ${runtime.endpoint}`].flat().join(", "),
      listed,
    };
  });
}

/**
 * The whole id of what is meant, for a filter; what matches nothing stays as it is, and filters everything out.
 *
 * @throws AmbiguousError where several match.
 */
export function wholeId(
  all: readonly Listed[],
  reference: string,
  what: Search<unknown>["what"],
): string {
  return choose(callable(all), reference, what)[0]?.id ?? reference;
}
