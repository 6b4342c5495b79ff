/** Finds what a person means by an id, its beginning, or a name. */

/** What a thing can be called. */
export interface Callable {
  readonly id: string;
  /** Further names, each as good as the whole id. */
  readonly names: readonly string[];
  /** What it is, in a few words, to tell it from others. */
  readonly description: string;
}

/** So many of those that match are named. */
const MOST_NAMED = 8;
/** A hash's algorithm is nothing that anybody types. */
const ALGORITHM = /^sha256:/;

/**
 * Those that are meant: what has just this id (one, unless several runtimes or namespaces hold it), else what has just
 * this name, else what has an id that begins like this.
 *
 * @param what What it is, as in "container".
 * @param shared Whether several may have one name and be meant together, as images of several runtimes.
 * @returns Nothing where nothing matches.
 * @throws Error where several match, naming them.
 */
export function choose<T extends Callable>(
  all: readonly T[],
  reference: string,
  what: string,
  shared = false,
): readonly T[] {
  const digits = reference.replace(ALGORITHM, "");
  const id = ({ id }: Callable) => id.replace(ALGORITHM, "");
  const isNamed = ({ names }: T) => names.includes(reference);
  const ways: ((one: T) => boolean)[] = [
    (one) => id(one) === digits,
    isNamed,
    (one) => id(one).startsWith(digits),
  ];
  for (const way of ways) {
    const matching = all.filter(way);
    const isOne = new Set(matching.map(id)).size <= 1 || (shared && way === isNamed);
    if (!isOne) {
      throw new AmbiguousError(matching, reference, what);
    }
    if (matching.length > 0) return matching;
  }
  return [];
}

/** Several things match where one is meant. */
export class AmbiguousError extends Error {
  /** Tells it from other errors. */
  override name = "AmbiguousError";

  /**
   * @param matching Those that match.
   * @param wayOut What to do about it.
   */
  constructor(
    matching: readonly Callable[],
    reference: string,
    what: string,
    wayOut = "give more of the id",
  ) {
    const named = matching.slice(0, MOST_NAMED).map(({ id, description }) =>
      `${id} (${description})`
    );
    const more = matching.length - named.length;
    super(
      `Cannot tell which ${what} is meant as ${matching.length} match: ${
        JSON.stringify(reference)
      }: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}; ${wayOut}`,
    );
  }
}
