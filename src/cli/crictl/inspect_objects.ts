import type { Listed } from "../query/containers.ts";
import type { Plain } from "#output/yaml.ts";
import type { CliHost } from "../host.ts";
import { printLines } from "../query/print.ts";
import type { Query } from "../query/session.ts";
import { inspected, type PlainObject } from "../query/status.ts";
import { detailPrinter, printDetails } from "../query/details.ts";
import { Finder, type Search } from "./find.ts";
import type { InspectFlags } from "./inspect_flags.ts";
import { listedLines, listedStatus } from "./listed_status.ts";

/** A verbose answer's own details. */
interface Verbose {
  readonly info?: Readonly<Record<string, string>> | null;
}

/** How containers or pods are inspected. */
export interface Inspection<T extends Verbose> extends Search<T> {
  /** The status as JSON. */
  readonly json: (answer: T) => PlainObject;
  /** The same as lines of a table. */
  readonly lines: (answer: T, now: number) => readonly string[];
}

/**
 * Prints what is known of containers or pods, in the order in which they are wanted.
 *
 * @param wanted What people call them, or members of the lists.
 * @throws Error for one that nobody knows, and where nothing is wanted; AmbiguousError where several are meant.
 */
export async function inspectObjects<T extends Verbose>(
  host: CliHost,
  query: Query,
  flags: InspectFlags,
  inspection: Inspection<T>,
  wanted: readonly (string | Listed)[],
): Promise<void> {
  const print = await detailPrinter(host, flags);
  const finder = new Finder(query, inspection);
  const all = await Promise.all(wanted.map(async (one) => {
    if (typeof one !== "string") return [await finder.details(one) ?? []].flat();
    const found = await finder.find(one);
    if (found.length > 0) return found;
    throw new Error(
      `Cannot inspect the ${inspection.what} as no runtime knows it: ${JSON.stringify(one)}`,
    );
  }));
  if (all.flat().length === 0) throw noneMatches(inspection.what);
  const details: Plain[] = [];
  for (const found of all.flat()) {
    if ("record" in found) {
      if (print === undefined) printLines(host, listedLines(found.record, Date.now()));
      else details.push(listedStatus(found.record));
    } else {
      const { value, runtime } = found;
      if (print === undefined) printLines(host, [...inspection.lines(value, Date.now())]);
      else details.push(inspected(inspection.json(value), value.info, runtime.identity));
    }
  }
  if (print !== undefined) printDetails(print, details);
}

/** What lists everything of a kind. */
const LISTS = { container: "ps -a", pod: "pods", image: "images" } as const;

/** For filters that leave nothing: whoever inspects expects something. */
export function noneMatches(what: keyof typeof LISTS): Error {
  return new Error(
    `Cannot inspect the ${what} as none matches the filters; 'critter ${LISTS[what]}' lists all`,
  );
}
