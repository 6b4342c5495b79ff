import type { SocketTrust } from "#runtime/discovery/endpoints.ts";
import type { RuntimeIdentity } from "#runtime/types.ts";
import { identifyCgroup } from "../cgroup/cgroup_path.ts";

/**
 * The parts of a node whose containers a runtime may name. Anybody can make a cgroup of any name within what was
 * delegated to him, and serve a socket; so a runtime that nobody asked for names what runs beside it, and no more: "" is the
 * host's own part, others are a container's, a machine's or a user's.
 *
 * @module
 */

const USER_SLICE = /^\/user\.slice\/user-([1-9]\d*)\.slice(?:\/|$)/;

/** Where the container that a cgroup's path names is: in the part of what is around it. */
export function realmOfCgroup(path: string): string {
  const { containerId, ancestors } = identifyCgroup(path);
  if (containerId === undefined) return realmBelow(path);
  for (let above = path; above !== ""; above = above.slice(0, above.lastIndexOf("/"))) {
    const outer = identifyCgroup(above);
    if (outer.containerId !== containerId || outer.ancestors.length !== ancestors.length) {
      return realmBelow(above);
    }
  }
  return "";
}

/** What a socket may name; undefined, which is everything, where somebody asked for it. */
export function realmOfSocket(trust: SocketTrust | undefined): string | undefined {
  if (trust === undefined) return undefined;
  const { process } = trust;
  if (process === undefined) return "";
  const realm = realmBelow(process.cgroup);
  if (realm !== "" && !realm.startsWith("user ")) return realm;
  // Whoever starts a root's process from a user's session had root's rights.
  if (process.uid !== 0) return `user ${process.uid}`;
  return process.contained ? `cgroup ${process.cgroup}` : "";
}

/** Whether the runtime may name containers of this part of the node without more proof. */
export function mayName({ realm: own }: RuntimeIdentity, realm: string): boolean {
  return own === undefined || own === realm;
}

/** What a process in this cgroup is in: the innermost container or machine, else the user's slice, else the host. */
function realmBelow(path: string): string {
  const { containerId, machine } = identifyCgroup(path);
  if (machine !== undefined) return `machine ${machine.name}`;
  if (containerId !== undefined) return `container ${containerId}`;
  const user = USER_SLICE.exec(path)?.[1];
  return user === undefined ? "" : `user ${user}`;
}
