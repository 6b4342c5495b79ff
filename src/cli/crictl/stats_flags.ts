import type { FlagParametersForType } from "@stricli/core";
import type { CliHost } from "../host.ts";
import { parsePositiveInteger } from "../parsers.ts";
import {
  type ListOutputFlags,
  listOutputFlags,
  type SelectFlags,
  selectFlags,
} from "../query/flags.ts";

/** How resource usage is measured and shown. */
export interface StatsFlags extends ListOutputFlags, Pick<SelectFlags, "id" | "label"> {
  /** --seconds. */
  readonly seconds: number;
  /** --watch. */
  readonly watch: boolean;
}

/** Definitions of {@link StatsFlags}. */
export const statsFlags: FlagParametersForType<StatsFlags, CliHost> = {
  ...listOutputFlags,
  id: selectFlags.id,
  label: selectFlags.label,
  seconds: {
    kind: "parsed",
    parse: parsePositiveInteger,
    brief: "For how many seconds CPU usage is measured",
    placeholder: "number",
    default: "1",
  },
  watch: {
    kind: "boolean",
    brief: "Measure and show again and again, until Ctrl-C",
    default: false,
  },
};
