import { type ContainerFilter, isFiltering } from "#labels/filter/container_filter.ts";
import type { LineFilter, OutputOptions, SourceOptions } from "#pipeline/options.ts";
import { defaultEventMask, eventMask, eventNames } from "#events/kinds.ts";
import type { CompiledFilter } from "#filter/compiled_filter.ts";
import type { CommonFlags } from "../common_flags.ts";
import { UsageError } from "../errors.ts";
import type { FilterFlags, OutputFlags, SourceFlags } from "./flags.ts";
import { type CliHost, mayColor } from "../host.ts";

/** What runs share is here, where the environment names no other place. */
const RUNTIME_DIRECTORY = "/run/critter";

/** The pipeline's source options from flags and environment. */
export function sourceOptions(flags: SourceFlags & CommonFlags, host: CliHost): SourceOptions {
  const nodeName = flags.nodeName ?? host.env("NODE_NAME");
  // systemd's name for it; of several, the first.
  const [runtimeDirectory = ""] = (host.env("RUNTIME_DIRECTORY") ?? RUNTIME_DIRECTORY).split(":");
  return {
    ringBytes: flags.ringSize,
    ancestors: flags.ancestors,
    holdLimitMs: flags.holdLimit,
    runtimeEndpoints: flags.runtimeEndpoint,
    runtimeDirectory,
    verbose: flags.verbose,
    ...(flags.hostRoot === undefined ? {} : { hostRoot: flags.hostRoot }),
    ...(flags.clusterName === undefined ? {} : { clusterName: flags.clusterName }),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(flags.duration === undefined ? {} : { durationMs: flags.duration }),
    ...(flags.health === undefined ? {} : { health: flags.health }),
  };
}

/** The pipeline's line filter from flags, and from the expressions among them. */
export function lineFilter(
  flags: FilterFlags,
  expression?: CompiledFilter,
  sampleOneOf?: number,
): LineFilter {
  const containers: ContainerFilter = {
    namespace: flags.namespace.flat(),
    pod: flags.pod.flat(),
    container: flags.container.flat(),
    selector: flags.selector,
  };
  return {
    types: typesOf(flags, expression),
    includeHost: flags.host,
    ...(isFiltering(containers) ? { containers } : {}),
    ...(expression === undefined ? {} : { expression }),
    ...(flags.maxEvents === undefined ? {} : { maxEvents: flags.maxEvents }),
    ...(flags.limit === undefined ? {} : { limitPerSecond: flags.limit }),
    ...(sampleOneOf === undefined ? {} : { sampleOneOf }),
  };
}

/**
 * The kinds that are asked for, as far as an expression lets any of them pass. Without --event an expression that asks
 * for the kind chooses among all, and so does one that no kind shown by default can pass.
 */
function typesOf({ event }: FilterFlags, expression: CompiledFilter | undefined): number {
  const asked = event.length === 0 ? defaultEventMask() : eventMask(event.flat());
  if (expression === undefined) return asked;
  const { readsEvent, types } = expression;
  const left = asked & types;
  if (event.length === 0) return readsEvent || left === 0 ? types : left;
  if (left !== 0) return left;
  throw new UsageError(
    `Cannot watch ${
      eventNames(asked).join(", ")
    } as the filter lets none of these pass; it can hold for ${eventNames(types).join(", ")}`,
  );
}

/** The pipeline's output options: text on a terminal, NDJSON elsewhere, unless a flag says otherwise. */
export function outputOptions(flags: OutputFlags, host: CliHost): OutputOptions {
  const terminal = host.terminal();
  const format = flags.output ?? (terminal === undefined ? "json" : "text");
  if (format === "json") return { format: "json" };
  return {
    format: "text",
    wide: format === "wide",
    color: flags.color === "always" ||
      (flags.color === "auto" && mayColor(terminal !== undefined, host.env)),
    truncate: !flags.noTrunc && terminal !== undefined,
    header: !flags.noHeaders,
    ...(terminal?.columns === undefined ? {} : { columns: terminal.columns }),
  };
}
