import type { FlagParametersForType } from "@stricli/core";
import type { CliHost } from "./host.ts";
import { parseEndpoint, parseHostRoot } from "./parsers.ts";

/** A flag that every command has. */
export interface CommonFlags {
  /** --verbose. */
  readonly verbose: boolean;
}

/** Where runtimes are looked for. */
export interface EndpointFlags {
  /** --runtime-endpoint, each a path or unix:// URL. */
  readonly runtimeEndpoint: readonly string[];
  /** --host-root. */
  readonly hostRoot?: string;
}

/** Definitions of {@link CommonFlags}. */
export const commonFlags: FlagParametersForType<CommonFlags, CliHost> = {
  verbose: {
    kind: "boolean",
    brief: "Say on stderr what is done, and show the details of an error",
    default: false,
  },
};

/** Definitions of {@link EndpointFlags}. */
export const endpointFlags: FlagParametersForType<EndpointFlags, CliHost> = {
  runtimeEndpoint: {
    kind: "parsed",
    parse: parseEndpoint,
    brief:
      "Ask this runtime only, by its socket's path or unix:// URL; repeatable (default: CONTAINER_RUNTIME_ENDPOINT, else every one that answers)",
    placeholder: "endpoint",
    variadic: true,
    default: [],
  },
  hostRoot: {
    kind: "parsed",
    parse: parseHostRoot,
    brief:
      "Where the host's root file system is mounted, as in a pod: runtimes are looked for below it",
    placeholder: "folder",
    optional: true,
  },
};
