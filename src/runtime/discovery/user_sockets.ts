import type { EndpointCandidate } from "./endpoints.ts";
import type { RuntimeKind } from "../types.ts";

const DOCKER: readonly RuntimeKind[] = ["docker"];
const CONTAINERD: readonly RuntimeKind[] = ["cri", "containerd"];

/** Folders with one folder a user, and what may be in that. */
const PLACES: readonly {
  readonly folder: string;
  readonly sockets:
    readonly (readonly [path: string, whose: string, kinds: readonly RuntimeKind[]])[];
}[] = [
  {
    folder: "/run/user",
    sockets: [
      ["docker.sock", "rootless Docker", DOCKER],
      ["podman/podman.sock", "rootless Podman", DOCKER],
    ],
  },
  {
    folder: "/home",
    sockets: [
      [".docker/desktop/docker.sock", "Docker Desktop", DOCKER],
      [".docker/run/docker.sock", "Docker Desktop", DOCKER],
      [".rd/docker.sock", "Rancher Desktop", DOCKER],
      [".colima/default/docker.sock", "Colima", DOCKER],
      [".colima/default/containerd.sock", "Colima", CONTAINERD],
    ],
  },
];

/** How a file system is looked at. */
export interface FileView {
  readonly names: (folder: string) => readonly string[];
  readonly exists: (path: string) => boolean;
  /** The user that a folder belongs to; undefined where it can't be told. */
  readonly ownerOf: (folder: string) => number | undefined;
}

/** The sockets of rootless runtimes and of desktops that are there. */
export function userSockets(view: FileView): EndpointCandidate[] {
  return PLACES.flatMap(({ folder, sockets }) =>
    view.names(folder).flatMap((user) => {
      const there = sockets.filter(([socket]) => view.exists(`${folder}/${user}/${socket}`));
      const uid = there.length === 0 ? undefined : view.ownerOf(`${folder}/${user}`);
      if (uid === undefined) return [];
      // Such a runtime speaks for its user, wherever it may run.
      const trust = { uid, process: { uid, cgroup: "/", contained: false } };
      return there.map(([socket, whose, kinds]) => ({
        path: `${folder}/${user}/${socket}`,
        source: `${whose} of ${user}`,
        kinds,
        trust,
      }));
    })
  );
}
