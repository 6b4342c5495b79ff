import { limitOf, WAY_OUT } from "#labels/lookup/belief.ts";
import {
  answersElsewhere,
  type EndpointReport,
  isEmptyPlace,
} from "#runtime/set/endpoint_report.ts";
import { RuntimeQueries } from "#runtime/set/runtime_queries.ts";
import type { CliHost } from "../host.ts";
import { detailPrinter } from "../query/details.ts";
import { printTable } from "../query/print.ts";
import { whereToLook } from "../query/session.ts";
import type { PlainObject } from "../query/status.ts";
import { guarded } from "../guard.ts";
import type { ListOutputFlags, QueryFlags } from "../query/flags.ts";

/** Flags of `critter runtimes`. */
export interface RuntimesFlags extends QueryFlags, ListOutputFlags {
  /** --all. */
  readonly all: boolean;
}

/** What is told of one candidate. */
export interface Candidate {
  readonly socket: string;
  /** Where its path comes from. */
  readonly evidence: string;
  readonly status: "up" | "down" | "duplicate" | "probing";
  readonly name?: string;
  readonly version?: string;
  readonly api?: string;
  /** Why nobody answers, or what the one who does falls short of or is not believed about, in a few words. */
  readonly reason?: string;
  /** Which kind of refusal that is. */
  readonly kind?: string;
  /** What would help. */
  readonly fix?: string;
  /** The candidate whose socket this is too. */
  readonly duplicateOf?: string;
}

/** `critter runtimes`. */
export async function runtimes(this: CliHost, flags: RuntimesFlags): Promise<void> {
  await guarded(this, flags, async () => {
    const print = await detailPrinter(this, flags);
    using where = await whereToLook(flags, this);
    const { candidates, timeoutMs } = where;
    await using queries = await RuntimeQueries.open({ candidates, timeoutMs });
    if (print !== undefined) {
      const runtimes = ordered(queries.endpoints);
      print({ runtimes: runtimes.map((one): PlainObject => ({ ...one })) });
      return 0;
    }
    const shown = queries.endpoints.filter((report) => flags.all || !isEmptyPlace(report));
    const wide = flags.output === "wide";
    printTable(this, titles(wide), ordered(shown).map((one) => row(one, wide)));
    const hidden = queries.endpoints.length - shown.length;
    if (hidden > 0) {
      this.process.stderr.write(
        `critter: nothing is at ${hidden} known ${
          hidden === 1 ? "place" : "places"
        }; --all shows them\n`,
      );
    }
    return 0;
  });
}

function ordered(reports: readonly EndpointReport[]): Candidate[] {
  return reports.map((report) => candidateOf(report, reports)).sort((a, b) => rank(a) - rank(b));
}

/** What is told of an endpoint. */
export function candidateOf(
  report: EndpointReport,
  reports: readonly EndpointReport[],
): Candidate {
  const { candidate, state } = report;
  const common = { socket: candidate.path, evidence: candidate.source, status: state.status };
  switch (state.status) {
    case "up": {
      const { shortfall, ...info } = state.info;
      const limit = limitOf(candidate.trust);
      const reason = [shortfall, limit?.text].filter((text) => text !== undefined).join("; ");
      return {
        ...common,
        ...info,
        ...(reason === "" ? {} : { reason }),
        ...(limit === undefined ? {} : { fix: WAY_OUT }),
      };
    }
    case "duplicate":
      return { ...common, duplicateOf: state.of, reason: `the same socket as ${state.of}` };
    case "probing":
      return { ...common, reason: "no answer yet" };
    case "down": {
      const elsewhere = answersElsewhere(report, reports);
      if (elsewhere !== undefined) {
        const reason = `it is no runtime's API: its process answers at ${elsewhere}`;
        return { ...common, kind: state.error.kind, reason };
      }
      const { kind, reason, fix } = state.error;
      return { ...common, kind, reason, ...(fix === undefined ? {} : { fix }) };
    }
  }
}

/** Those that answer, those that are there and do not, links, and places where nothing is. */
function rank({ status, kind }: Candidate): number {
  if (status === "up") return 0;
  if (status === "duplicate") return 2;
  return kind === "absent" ? 3 : 1;
}

function titles(wide: boolean): string[] {
  const titles = ["SOCKET", "STATUS", "RUNTIME", "VERSION", "API", "EVIDENCE", "REASON"];
  return wide ? [...titles, "WHAT TO DO"] : titles;
}

function row(candidate: Candidate, wide: boolean): string[] {
  const { socket, status, name, version, api, evidence, reason, fix } = candidate;
  return [
    socket,
    status,
    name ?? "-",
    version ?? "-",
    api ?? "-",
    evidence,
    reason ?? "-",
    ...(wide ? [fix ?? "-"] : []),
  ];
}
