import type { Queries } from "#runtime/proto/queries.ts";
import type { Answer } from "#runtime/set/runtime_queries.ts";
import type { Query } from "../query/session.ts";

/** What one runtime knows of one id. */
export type Found<T> = Answer<T>;

/**
 * Asks every runtime about every id, all at once; gives what was found in the order of the ids.
 *
 * @param otherwise What to make of an id that neither CRI nor an engine knows; undefined where nobody knows it.
 * @throws Error for an id that nobody knows.
 */
export async function findAll<T, U>(
  query: Query,
  ids: readonly string[],
  ask: (queries: Queries, id: string) => Promise<T | undefined>,
  use: (found: Found<T>) => U,
  otherwise: (id: string) => Promise<U | undefined>,
  what: string,
): Promise<U[]> {
  const answers = await query.ask((queries) => Promise.all(ids.map((id) => ask(queries, id))));
  const all: U[] = [];
  for (const [index, id] of ids.entries()) {
    const names = new Set<string>();
    const found = answers.flatMap(({ runtime, value }) => {
      const own = value[index];
      if (own === undefined) return [];
      const { cri, identity: { name } } = runtime;
      // Docker tells again of what cri-dockerd has told of.
      if (cri === undefined && names.has(name)) return [];
      if (cri !== undefined) names.add(name);
      return [use({ runtime, value: own })];
    });
    if (found.length === 0) {
      const other = await otherwise(id);
      if (other === undefined) {
        throw new Error(`Cannot inspect the ${what} as no runtime knows it: ${JSON.stringify(id)}`);
      }
      found.push(other);
    }
    all.push(...found);
  }
  return all;
}
