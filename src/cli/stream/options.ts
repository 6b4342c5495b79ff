import { type ContainerFilter, isFiltering } from "#labels/filter/container_filter.ts";
import type { LineFilter, OutputOptions, SourceOptions } from "#pipeline/options.ts";
import { defaultEventMask, eventMask } from "#events/kinds.ts";
import type { CommonFlags } from "../common_flags.ts";
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

/** The pipeline's line filter from flags. */
export function lineFilter(flags: FilterFlags): LineFilter {
  const containers: ContainerFilter = {
    namespace: flags.namespace.flat(),
    pod: flags.pod.flat(),
    container: flags.container.flat(),
    selector: flags.selector,
  };
  return {
    types: flags.event.length === 0 ? defaultEventMask() : eventMask(flags.event.flat()),
    includeHost: flags.host,
    ...(isFiltering(containers) ? { containers } : {}),
    ...(flags.maxEvents === undefined ? {} : { maxEvents: flags.maxEvents }),
  };
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
