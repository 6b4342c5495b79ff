import type { SocketTrust } from "#runtime/discovery/endpoints.ts";
import type { EndpointReport } from "#runtime/set/endpoint_report.ts";
import { identifyCgroup } from "../cgroup/cgroup_path.ts";
import { realmOfSocket } from "./realm.ts";

/** What keeps a runtime from naming the host's containers. */
export interface Limit {
  /** In a few words, as in "believed about user 1000's containers alone". */
  readonly text: string;
  /** Whether there is nothing that it may name. */
  readonly total: boolean;
}

/** What helps against a {@linkcode Limit}: what is named is believed, and counts alone. */
export const WAY_OUT =
  "name it with --runtime-endpoint if you trust it, and with it all others that are to be asked";

const NOTHING = "its process has namespaces of its own, and no container's cgroup";
const ID_LENGTH = 13;

/** What is not believed of a socket, by who is behind it; undefined where it may name the host's containers. */
export function limitOf(trust: SocketTrust | undefined): Limit | undefined {
  const realm = realmOfSocket(trust);
  if (realm === undefined || realm === "") return undefined;
  const within = (what: string): Limit => ({
    text: `believed about what runs within ${what} alone`,
    total: false,
  });
  const { containerId, machine } = identifyCgroup(trust?.process?.cgroup ?? "/");
  if (machine !== undefined) return within(`the machine ${machine.name}`);
  if (containerId !== undefined) return within(`container ${containerId.slice(0, ID_LENGTH)}`);
  return realm.startsWith("user ")
    ? { text: `believed about ${realm}'s containers alone`, total: false }
    : { text: `believed about nothing, as ${NOTHING}`, total: true };
}

/** A sentence for each runtime that answers and is not asked, as it may name nothing. */
export function unbelieved(endpoints: readonly EndpointReport[]): string[] {
  return endpoints.flatMap(({ candidate: { path, trust }, state }) =>
    state.status === "up" && limitOf(trust)?.total
      ? [`${state.info.name} at ${path} is not asked, as ${NOTHING} (${WAY_OUT})`]
      : []
  );
}
