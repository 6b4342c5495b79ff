import type { FlagParametersForType } from "@stricli/core";
import type { CliHost } from "../host.ts";
import { outputFlag, templateFlag } from "../query/flags.ts";

/** How details are shown. */
export interface InspectFlags {
  /** --output. */
  readonly output: InspectOutput;
  /** --template. */
  readonly template?: string;
  /** --quiet. */
  readonly quiet: boolean;
}

/** What --output may be for details. */
export type InspectOutput = "json" | "yaml" | "go-template" | "table";

/** Definitions of {@link InspectFlags}. */
export const inspectFlags: FlagParametersForType<InspectFlags, CliHost> = {
  output: outputFlag(["json", "yaml", "go-template", "table"]),
  template: templateFlag,
  quiet: { kind: "boolean", brief: "Leave out the runtime's own details", default: false },
};
