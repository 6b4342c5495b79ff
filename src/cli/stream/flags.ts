import type { FlagParametersForType } from "@stricli/core";
import type { NamePattern } from "#labels/filter/names.ts";
import type { LabelSelector } from "#labels/filter/selector.ts";
import type { HealthAddress } from "#pipeline/options.ts";
import type { EventKind } from "#events/definition.ts";
import { EVENT_KINDS } from "#events/kinds.ts";
import { type EndpointFlags, endpointFlags } from "../common_flags.ts";
import { parseHealthAddress } from "./health_address.ts";
import type { CliHost } from "../host.ts";
import {
  parseAncestors,
  parseDurationMs,
  parseEventTypes,
  parseNames,
  parsePositiveDurationMs,
  parsePositiveInteger,
  parseRate,
  parseRingBytes,
  parseSelector,
  parseShare,
  parseText,
} from "../parsers.ts";

/** Where events and labels come from. */
export interface SourceFlags extends EndpointFlags {
  /** --cluster-name. */
  readonly clusterName?: string;
  /** --node-name. */
  readonly nodeName?: string;
  /** --ring-size in bytes. */
  readonly ringSize: number;
  /** --ancestors. */
  readonly ancestors: number;
  /** --hold-limit in milliseconds. */
  readonly holdLimit: number;
  /** --duration in milliseconds. */
  readonly duration?: number;
  /** --health. */
  readonly health?: HealthAddress;
}

/** Which events become lines. */
export interface FilterFlags {
  /** --event, a list for each time it was given. */
  readonly event: readonly (readonly EventKind[])[];
  /** --namespace, a list for each time it was given. */
  readonly namespace: readonly (readonly NamePattern[])[];
  /** --pod, likewise. */
  readonly pod: readonly (readonly NamePattern[])[];
  /** --container, likewise. */
  readonly container: readonly (readonly NamePattern[])[];
  /** --selector; all of them must match. */
  readonly selector: readonly LabelSelector[];
  /** False after --no-host. */
  readonly host: boolean;
  /** --max-events. */
  readonly maxEvents?: number;
  /** --limit, in a second. */
  readonly limit?: number;
}

/** Expressions that choose events. */
export interface ExpressionFlags {
  /** --filter; all of them must hold. */
  readonly filter: readonly string[];
  /** --filter-file, likewise. */
  readonly filterFile: readonly string[];
  /** --explain-filter. */
  readonly explainFilter: boolean;
}

/** What is masked. */
export interface RedactionFlags {
  /** --redact; patterns. */
  readonly redact: readonly string[];
  /** --redact-file; files of patterns. */
  readonly redactFile: readonly string[];
  /** --no-redact. */
  readonly noRedact: boolean;
}

/** How lines look. */
export interface OutputFlags {
  /** --output. */
  readonly output?: "text" | "wide" | "json";
  /** --no-trunc. */
  readonly noTrunc: boolean;
  /** --no-headers. */
  readonly noHeaders: boolean;
  /** --color. */
  readonly color: "auto" | "always" | "never";
}

const defaultEvents = EVENT_KINDS.filter((type) => type.byDefault).map((type) => type.name);

/** Definitions of {@link SourceFlags}. */
export const sourceFlags: FlagParametersForType<SourceFlags, CliHost> = {
  ...endpointFlags,
  clusterName: {
    kind: "parsed",
    parse: parseText,
    brief: "Cluster name to put on every line, as k8s.cluster.name",
    placeholder: "name",
    optional: true,
  },
  nodeName: {
    kind: "parsed",
    parse: parseText,
    brief: "Node name to put on every line, as k8s.node.name (default: NODE_NAME)",
    placeholder: "name",
    optional: true,
  },
  ringSize: {
    kind: "parsed",
    parse: parseRingBytes,
    brief: "Size of the ring buffer that the kernel writes to",
    placeholder: "size",
    default: "16MiB",
  },
  ancestors: {
    kind: "parsed",
    parse: parseAncestors,
    brief: "How many of a process's ancestors to tell, the parent first: 0 to 16",
    placeholder: "number",
    default: "1",
  },
  holdLimit: {
    kind: "parsed",
    parse: parseDurationMs,
    brief: "How long an event may wait for its labels",
    placeholder: "duration",
    default: "2s",
  },
  duration: {
    kind: "parsed",
    parse: parsePositiveDurationMs,
    brief: "End after this time, such as 10s or 1m30s",
    placeholder: "duration",
    optional: true,
  },
  health: {
    kind: "parsed",
    parse: parseHealthAddress,
    brief:
      "Answer /healthz and /readyz over HTTP at :PORT (of this node only), ADDRESS:PORT or unix:/PATH (for this user only)",
    placeholder: "address",
    optional: true,
  },
};

/** Definition of --max-events. */
export const maxEventsFlag = {
  kind: "parsed",
  parse: parsePositiveInteger,
  brief: "End after this many events",
  placeholder: "number",
  optional: true,
} as const;

/** A flag that takes names and globs. */
function nameFlag(brief: string) {
  return {
    kind: "parsed",
    parse: parseNames,
    brief: `${brief}: names or globs, comma-separated, ! excludes; repeatable`,
    placeholder: "globs",
    variadic: true,
    default: [],
  } as const;
}

/** The letters of {@link FilterFlags}. */
export const filterAliases = {
  e: "event",
  n: "namespace",
  c: "container",
  l: "selector",
} as const;

/** Definitions of {@link FilterFlags}. */
export const filterFlags: FlagParametersForType<FilterFlags, CliHost> = {
  event: {
    kind: "parsed",
    parse: parseEventTypes,
    brief: `Events to show, by name or glob, comma-separated; repeatable (default: ${
      defaultEvents.join(",")
    })`,
    placeholder: "names",
    variadic: true,
    default: [],
  },
  namespace: nameFlag("Only these namespaces"),
  pod: nameFlag("Only these pods"),
  container: nameFlag("Only these containers"),
  selector: {
    kind: "parsed",
    parse: parseSelector,
    brief:
      "Only pods with these labels, as kubectl has it: app=web, tier!=db, 'app in (web,api)', '!canary'; repeatable",
    placeholder: "selector",
    variadic: true,
    default: [],
  },
  host: {
    kind: "boolean",
    brief: "Show events of processes outside of containers",
    default: true,
  },
  limit: {
    kind: "parsed",
    parse: parseRate,
    brief:
      "Show at most so many events of a kind a second of each container, and say in lines of 'loss' what that loses, such as 100/s",
    placeholder: "rate",
    optional: true,
  },
  maxEvents: maxEventsFlag,
};

/** Definition of a flag that has a part of all processes shown. */
export const shareFlag = {
  kind: "parsed",
  parse: parseShare,
  brief: "Show one process of so many, with all of its events, such as 1/10",
  placeholder: "share",
  optional: true,
} as const;

/** Definitions of {@link ExpressionFlags}. */
export const expressionFlags: FlagParametersForType<ExpressionFlags, CliHost> = {
  filter: {
    kind: "parsed",
    parse: parseText,
    brief:
      "Only events that this expression in CEL holds for, over the keys of their lines: 'process.user.id == 0 && k8s.namespace.name.startsWith(\"team-\")'; repeatable, all must hold",
    placeholder: "expression",
    variadic: true,
    default: [],
  },
  filterFile: {
    kind: "parsed",
    parse: parseText,
    brief: "The same from a file, which may have // comments; repeatable",
    placeholder: "file",
    variadic: true,
    default: [],
  },
  explainFilter: {
    kind: "boolean",
    brief: "Print where each part of the filter is decided, and end",
    default: false,
  },
};

/** Definitions of {@link RedactionFlags}. */
export const redactionFlags: FlagParametersForType<RedactionFlags, CliHost> = {
  redact: {
    kind: "parsed",
    parse: parseText,
    brief:
      "Mask arguments in which this regular expression of RE2's is found, besides what looks like a secret; repeatable",
    placeholder: "regexp",
    variadic: true,
    default: [],
  },
  redactFile: {
    kind: "parsed",
    parse: parseText,
    brief:
      "The same from a file, an expression a line; those beginning with # are left out; repeatable",
    placeholder: "file",
    variadic: true,
    default: [],
  },
  noRedact: {
    kind: "boolean",
    brief: "Leave arguments as they are, secrets included",
    default: false,
  },
};

/** Definitions of {@link OutputFlags}. */
export const outputFlags: FlagParametersForType<OutputFlags, CliHost> = {
  output: {
    kind: "enum",
    values: ["text", "wide", "json"],
    brief: "Output format; if not given, text on a terminal and json (an object a line) elsewhere",
    placeholder: "format",
    optional: true,
  },
  noTrunc: {
    kind: "boolean",
    brief: "Do not shorten long names, nor cut lines at the terminal's width",
    default: false,
  },
  noHeaders: {
    kind: "boolean",
    brief: "Leave out the column titles",
    default: false,
  },
  color: {
    kind: "enum",
    values: ["auto", "always", "never"],
    brief: "Colours in text; auto uses them on a terminal unless NO_COLOR is set",
    placeholder: "when",
    default: "auto",
  },
};
