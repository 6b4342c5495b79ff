import type { FlagParametersForType } from "@stricli/core";
import type { CriQueries } from "#runtime/cri/queries.ts";
import { RuntimeError } from "#runtime/runtime_error.ts";
import type { Answer } from "#runtime/set/runtime_queries.ts";
import type { CliHost } from "../host.ts";
import { outputFlag, templateFlag } from "../query/flags.ts";
import type { Query } from "../query/session.ts";

/** How metrics are written. */
export interface MetricsFlags {
  /** --output. */
  readonly output: "json" | "yaml" | "go-template";
  /** --template. */
  readonly template?: string;
}

/** Definitions of {@link MetricsFlags}. */
export const metricsFlags: FlagParametersForType<MetricsFlags, CliHost> = {
  output: outputFlag(["json", "yaml", "go-template"]),
  template: {
    ...templateFlag,
    brief: "Template for -o go-template, of what -o json gives",
  },
};

/**
 * Asks for what only some CRI runtimes serve; says which do not.
 *
 * @throws Error where none does; RuntimeError where there is one runtime, and it failed.
 */
export async function askMetrics<T>(
  query: Query,
  question: (cri: CriQueries) => Promise<T>,
): Promise<readonly Answer<T>[]> {
  const answers = await query.askCri(async (cri) => {
    try {
      return { served: await question(cri) };
    } catch (error) {
      if (error instanceof RuntimeError && error.kind === "unimplemented") return undefined;
      throw error;
    }
  });
  const served = answers.flatMap(({ runtime, value }) =>
    value === undefined ? [] : [{ runtime, value: value.served }]
  );
  const lacking = new Set(
    answers.flatMap(({ runtime, value }) => value === undefined ? [runtime] : []),
  );
  query.sayLacks((runtime) =>
    runtime.cri === undefined || lacking.has(runtime) ? "serves no metrics of pods" : undefined
  );
  if (served.length === 0) {
    throw new Error(
      "Cannot show metrics of pods as no runtime serves them: containerd does from 2.2 on, CRI-O from 1.27 on; 'critter statsp' asks for what all of them tell",
    );
  }
  return served;
}
