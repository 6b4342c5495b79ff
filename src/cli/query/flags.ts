import type { FlagParametersForType } from "@stricli/core";
import {
  type CommonFlags,
  commonFlags,
  type EndpointFlags,
  endpointFlags,
} from "../common_flags.ts";
import type { CliHost } from "../host.ts";
import {
  parseEndpoint,
  parseLabel,
  parseLast,
  parsePositiveDurationMs,
  parseText,
  ValueError,
} from "../parsers.ts";

/** Which runtimes are asked, and how long they may take: the flags that crictl has before the command. */
export interface QueryFlags extends CommonFlags, EndpointFlags {
  /** --image-endpoint. */
  readonly imageEndpoint?: string;
  /** --timeout in milliseconds. */
  readonly timeout?: number;
  /** --config. */
  readonly config?: string;
}

/** Definitions of {@link QueryFlags}. */
export const queryFlags: FlagParametersForType<QueryFlags, CliHost> = {
  ...endpointFlags,
  imageEndpoint: {
    kind: "parsed",
    parse: parseEndpoint,
    brief:
      "Socket that serves images, where it is not the runtime's (default: IMAGE_SERVICE_ENDPOINT)",
    placeholder: "endpoint",
    optional: true,
  },
  timeout: {
    kind: "parsed",
    parse: parseTimeoutMs,
    brief:
      "How long a runtime may take to answer, such as 10s (default: crictl.yaml, else 2s, and 10s for lists)",
    placeholder: "duration",
    optional: true,
  },
  config: {
    kind: "parsed",
    parse: parseText,
    brief: "crictl's configuration file (default: CRI_CONFIG_FILE, else /etc/crictl.yaml)",
    placeholder: "file",
    optional: true,
  },
  ...commonFlags,
};

/** Read when the command runs: what reads regular expressions is loaded for them alone. */
function parseAny(text: string): string {
  return text;
}

/** crictl took whole seconds once, and scripts still give them. */
function parseTimeoutMs(text: string): number {
  return parsePositiveDurationMs(/^\d+$/.test(text) ? `${text}s` : text);
}

/** How a list is shown. */
export interface ListFlags {
  /** --quiet. */
  readonly quiet: boolean;
  /** --no-trunc. */
  readonly noTrunc: boolean;
}

/** Definitions of {@link ListFlags}. */
export const listFlags: FlagParametersForType<ListFlags, CliHost> = {
  quiet: { kind: "boolean", brief: "Print only ids", default: false },
  noTrunc: { kind: "boolean", brief: "Do not shorten ids", default: false },
};

/** Which pods or containers of a list are shown. */
export interface SelectFlags {
  /** --id. */
  readonly id?: string;
  /** --name, a regular expression of Go's. */
  readonly name?: string;
  /** --namespace, a regular expression of Go's. */
  readonly namespace?: string;
  /** --label, each a name and a value. */
  readonly label: readonly (readonly [string, string])[];
  /** --last. */
  readonly last?: number;
  /** --latest. */
  readonly latest: boolean;
}

/** Definitions of {@link SelectFlags}. */
export const selectFlags: FlagParametersForType<SelectFlags, CliHost> = {
  id: {
    kind: "parsed",
    parse: parseText,
    brief: "Only the one whose id begins like this",
    placeholder: "id",
    optional: true,
  },
  name: {
    kind: "parsed",
    parse: parseAny,
    brief: "Only those whose name matches this regular expression of Go's",
    placeholder: "regexp",
    optional: true,
  },
  namespace: {
    kind: "parsed",
    parse: parseAny,
    brief: "Only those whose pod's namespace matches this regular expression of Go's",
    placeholder: "regexp",
    optional: true,
  },
  label: {
    kind: "parsed",
    parse: parseLabel,
    brief: "Only those with this label; repeatable, all must be there",
    placeholder: "key=value",
    variadic: true,
    default: [],
  },
  last: {
    kind: "parsed",
    parse: parseLast,
    brief: "Only the newest so many, whatever their state; 0 is no limit",
    placeholder: "number",
    optional: true,
  },
  latest: { kind: "boolean", brief: "Only the newest, whatever its state", default: false },
};

/** How a list is written. */
export interface ListOutputFlags {
  /** --output. */
  readonly output: ListOutput;
  /** --template. */
  readonly template?: string;
}

/** What --output may be for lists. */
export type ListOutput = "table" | "wide" | "json" | "yaml" | "go-template";

/** Definition of --output; the first of its values is the default. */
export function outputFlag<const Formats extends readonly [string, ...string[]]>(
  values: Formats,
) {
  return {
    kind: "enum",
    values,
    brief: "Output format",
    placeholder: "format",
    default: values[0] as Formats[0],
  } as const;
}

/** Definition of --template. */
export const templateFlag = {
  kind: "parsed",
  parse: parseText,
  brief: "Template for -o go-template, such as '{{.status.id}}'",
  placeholder: "template",
  optional: true,
} as const;

/** Definitions of {@link ListOutputFlags}. */
export const listOutputFlags: FlagParametersForType<ListOutputFlags, CliHost> = {
  output: {
    ...outputFlag(["table", "wide", "json", "yaml", "go-template"]),
    brief: "Output format; wide says more than crictl's table",
  },
  template: {
    ...templateFlag,
    brief: "Template for -o go-template, of what -o json gives: '{{len .containers}}'",
  },
};

/** Definition of --state, which takes its values in capitals too. */
export function stateFlag<State extends string>(values: readonly State[]) {
  return {
    kind: "parsed",
    parse(text: string): State {
      const state = values.find((value) => value === text.toLowerCase());
      if (state === undefined) throw new ValueError(`it must be one of ${values.join(", ")}`);
      return state;
    },
    values,
    brief: "Only those in this state",
    placeholder: "state",
    optional: true,
  } as const;
}

/** Definition of --state for containers. */
export const containerStateFlag = stateFlag(["created", "running", "exited", "unknown"]);

/** Definition of --state for pods. */
export const podStateFlag = stateFlag(["ready", "notready"]);

/** What --state may be for pods. */
export type PodState = (typeof podStateFlag.values)[number];

/** Definition of --pod. */
export const podFlag = {
  kind: "parsed",
  parse: parseText,
  brief: "Only those of the pod whose id begins like this",
  placeholder: "id",
  optional: true,
} as const;

/** Definition of --image. */
export const imageFlag = {
  kind: "parsed",
  parse: parseText,
  brief: "Only those of this image, by name, tag, digest or id",
  placeholder: "image",
  optional: true,
} as const;

/** Definition of --filter for images. */
export const imageFilterFlag = {
  kind: "parsed",
  parse: parseText,
  brief: "Only those that this holds for, such as reference=busybox; repeatable",
  placeholder: "filter",
  variadic: true,
  default: [],
} as const;

/** Definition of --verbose for lists. */
export const verboseListFlag = {
  kind: "boolean",
  brief: "Print all of each instead of a table; say on stderr what is done",
  default: false,
} as const;
