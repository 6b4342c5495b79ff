import type { EndpointCandidate } from "./endpoints.ts";
import type { RuntimeKind } from "./types.ts";

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
}

/** The sockets of rootless runtimes and of desktops that are there. */
export function userSockets(view: FileView): EndpointCandidate[] {
  return PLACES.flatMap(({ folder, sockets }) =>
    view.names(folder).flatMap((user) =>
      sockets.flatMap(([socket, whose, kinds]) => {
        const path = `${folder}/${user}/${socket}`;
        return view.exists(path) ? [{ path, source: `${whose} of ${user}`, kinds }] : [];
      })
    )
  );
}
