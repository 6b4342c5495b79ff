import { EVENT_KINDS, eventMask } from "#events/kinds.ts";
import { ContainerVerdicts } from "#filter/decide/containers.ts";
import type { CompiledFilter } from "#filter/compiled_filter.ts";
import type { Verdict } from "#filter/compiled_filter.ts";
import { HotPath } from "#hotpath/hot_path.ts";
import { drive, linesOf } from "#tests/hotpath/drive.ts";
import { FRAGMENTS } from "./labels.ts";

/** Puts all containers of {@link FRAGMENTS} into a hot path, and gives the lines that ring bytes make, filtered or not. */
export function linesThrough(ring: Uint8Array, filter?: CompiledFilter, wasm?: string): string[] {
  const hot = hotPathOf(filter, wasm);
  return linesOf(drive(hot, ring).bytes);
}

/** A hot path that knows all containers. */
export function hotPathOf(filter?: CompiledFilter, wasm?: string, keepsRecords = false): HotPath {
  const hot = HotPath.create({
    holdLimitNs: 0n,
    types: filter?.types ?? eventMask(EVENT_KINDS),
    includeHost: true,
    ...(filter === undefined ? {} : {
      filter: {
        keepsRecords,
        tables: filter.patterns.tables,
        unanswered: passOf(filter.unanswered),
      },
    }),
  }, wasm);
  const verdicts = filter === undefined ? undefined : new ContainerVerdicts(filter);
  for (const [cgroup, { fragment, host }] of FRAGMENTS) {
    const verdict = verdicts?.decide({ cgroup, fragment, open: false }) ?? { kind: "all" };
    hot.apply({ kind: "final", cgroup, fragment, host, ...passOf(verdict) });
  }
  return hot;
}

/** A verdict as the hot path takes it. */
export function passOf(
  verdict: Verdict,
): { readonly pass: boolean; readonly predicate?: Uint8Array } {
  return verdict.kind === "asked"
    ? { pass: true, predicate: verdict.predicate }
    : { pass: verdict.kind === "all" };
}
