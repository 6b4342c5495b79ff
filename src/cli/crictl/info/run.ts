import { sorted } from "#output/data.ts";
import type { runtime } from "#runtime/proto/cri.ts";
import { protoJson } from "#runtime/proto/json.ts";
import type { RuntimeIdentity } from "#runtime/types.ts";
import type { CliHost } from "../../host.ts";
import { runtimeJson } from "../../query/containers.ts";
import { detailPrinter, printDetails } from "../../query/details.ts";
import { infoJson, type PlainObject } from "../../query/status.ts";
import { runQuery } from "../../query/run_query.ts";
import type { InspectFlags } from "../inspect_flags.ts";
import type { QueryFlags } from "../../query/flags.ts";

/** Flags of `critter info`. */
export interface InfoFlags extends QueryFlags, InspectFlags {}

/** `critter info`. */
export async function info(this: CliHost, flags: InfoFlags): Promise<void> {
  await runQuery(this, flags, "show information", async (query) => {
    const print = await detailPrinter(this, flags);
    query.requireQueries("show information");
    const answers = await query.ask((queries) => queries.status(!flags.quiet));
    const details = answers.map(({ runtime, value }) => infoOf(value, runtime.identity));
    if (print !== undefined) printDetails(print, details.map(sorted));
  });
}

function infoOf(
  response: runtime.v1.StatusResponse.$Properties,
  identity: RuntimeIdentity,
): PlainObject {
  const { status, runtimeHandlers, features, info } = response;
  return {
    runtime: runtimeJson(identity),
    status: protoJson("RuntimeStatus", status ?? {}),
    // crictl writes these two as Go would a structure: names as in the definition, what is false left out.
    ...((runtimeHandlers ?? []).length === 0 ? {} : {
      runtimeHandlers: (runtimeHandlers ?? []).map(({ name, features }) => ({
        ...(features === null || features === undefined ? {} : {
          features: trueOnes({
            recursive_read_only_mounts: features.recursiveReadOnlyMounts,
            user_namespaces: features.userNamespaces,
          }),
        }),
        ...(name ? { name } : {}),
      })),
    }),
    ...(features === null || features === undefined ? {} : {
      features: trueOnes({
        supplemental_groups_policy: features.supplementalGroupsPolicy,
        user_namespaces_host_network: features.userNamespacesHostNetwork,
      }),
    }),
    ...infoJson(info),
  };
}

function trueOnes(flags: Readonly<Record<string, boolean | null | undefined>>): PlainObject {
  return Object.fromEntries(
    Object.entries(flags).filter(([, value]) => value === true),
  ) as PlainObject;
}
