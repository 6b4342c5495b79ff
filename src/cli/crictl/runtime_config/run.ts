import type { CliHost } from "../../host.ts";
import { cgroupDriver } from "./cgroup_driver.ts";
import { printLines } from "../../query/print.ts";
import { runQuery } from "../../query/run_query.ts";
import type { QueryFlags } from "../../query/flags.ts";

/** Flags of `critter runtime-config`. */
export interface RuntimeConfigFlags extends QueryFlags {}

/** `critter runtime-config`. */
export async function runtimeConfig(this: CliHost, flags: RuntimeConfigFlags): Promise<void> {
  await runQuery(this, flags, "show the runtime's configuration", async (query) => {
    query.requireQueries("show the runtime's configuration");
    const answers = await query.ask(cgroupDriver);
    printLines(
      this,
      answers.map(({ runtime: { identity }, value: driver }) => {
        const whose = answers.length === 1 ? "" : `   ${identity.name} at ${identity.endpoint}`;
        return `cgroup driver:   ${driver}${whose}`;
      }),
    );
  });
}
