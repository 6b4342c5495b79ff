import type { CliHost } from "../host.ts";
import type { QueryFlags } from "./flags.ts";
import { Query } from "./session.ts";
import { guarded } from "../guard.ts";

/**
 * Runs a command that asks the runtimes: finds them, lets the task ask and print, and exits with 1 when one that
 * should have answered did not.
 *
 * @param what What can't be done without a runtime, as in "list containers"; undefined where it can.
 */
export async function runQuery(
  host: CliHost,
  flags: QueryFlags,
  what: string | undefined,
  task: (query: Query) => Promise<void>,
): Promise<void> {
  await guarded(host, flags, async () => {
    await using query = await Query.open(flags, host);
    if (what !== undefined) query.requireRuntime(what);
    await task(query);
    return query.exitCode;
  });
}
