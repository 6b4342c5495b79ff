import type { RuntimeKind } from "../types.ts";

/** A socket that may be a runtime's, and why critter thinks so. */
export interface EndpointCandidate {
  /** Absolute path of the socket. */
  readonly path: string;
  /** Where the path comes from, for people: "--runtime-endpoint", "CONTAINER_RUNTIME_ENDPOINT", "known place of k3s". */
  readonly source: string;
  /** A path that leads there too and may be opened, where the path itself may not; see {@linkcode SocketLinks}. */
  readonly via?: string;
  /** True for a runtime within another container, which numbers processes and names cgroups as it sees them. */
  readonly nested?: boolean;
  /** The APIs to try; by default all. */
  readonly kinds?: readonly RuntimeKind[];
  /** The process that listens there, where that is the evidence. */
  readonly listener?: number;
  /** How far it is believed; absent where somebody asked for it, and so believes it in everything. */
  readonly trust?: SocketTrust;
}

/** What is known of who is behind a socket that nobody asked for. */
export interface SocketTrust {
  /** The user that the socket's file must belong to; absent where the node's administrator named it. */
  readonly uid?: number;
  /** The process that serves it or named it; absent: it lies in a place of the host's own. */
  readonly process?: ServingProcess;
}

/** A process, by what tells whose it is. */
export interface ServingProcess {
  readonly uid: number;
  /** Its cgroup, as /proc/PID/cgroup has it. */
  readonly cgroup: string;
  /**
   * Whether its file systems and its process numbers are others than the host's, as a container's are, and it has not the
   * rights of the host's root all the same.
   */
  readonly contained: boolean;
}

const ROOT: SocketTrust = { uid: 0 };
const CRI: readonly RuntimeKind[] = ["cri"];
const CONTAINERD: readonly RuntimeKind[] = ["cri", "containerd"];
const DOCKER: readonly RuntimeKind[] = ["docker"];

/** Where runtimes put their sockets, the most usual first. */
const KNOWN_ENDPOINTS:
  readonly (readonly [path: string, whose: string, kinds: readonly RuntimeKind[]])[] = [
    ["/run/containerd/containerd.sock", "containerd", CONTAINERD],
    ["/run/crio/crio.sock", "CRI-O", CRI],
    ["/run/cri-dockerd.sock", "cri-dockerd", CRI],
    ["/run/k3s/containerd/containerd.sock", "k3s and RKE2", CONTAINERD],
    ["/run/k3s/cri-dockerd/cri-dockerd.sock", "k3s with Docker", CRI],
    ["/run/k0s/containerd.sock", "k0s", CONTAINERD],
    ["/var/lib/k0s/run/containerd.sock", "older k0s", CONTAINERD],
    ["/var/snap/microk8s/common/run/containerd.sock", "MicroK8s", CONTAINERD],
    ["/run/dockershim.sock", "Bottlerocket before Kubernetes 1.23", CONTAINERD],
    ["/run/host-containerd/containerd.sock", "Bottlerocket's host containers", CONTAINERD],
    ["/system/run/containerd/containerd.sock", "Talos's system", CONTAINERD],
    ["/run/docker/libcontainerd/docker-containerd.sock", "older Flatcar", CONTAINERD],
    ["/run/docker.sock", "Docker", DOCKER],
    ["/run/docker/containerd/containerd.sock", "Docker's own containerd", CONTAINERD],
    ["/run/podman/podman.sock", "Podman", DOCKER],
    // Distributions without the link from /var/run to /run; where it is there, these are found to be the same sockets.
    ["/var/run/containerd/containerd.sock", "containerd", CONTAINERD],
    ["/var/run/crio/crio.sock", "CRI-O", CRI],
    ["/var/run/cri-dockerd.sock", "cri-dockerd", CRI],
    ["/var/run/docker.sock", "Docker", DOCKER],
  ];

/** sockaddr_un holds 108 bytes with the NUL at the end. */
const MAX_SOCKET_PATH_BYTES = 107;

/**
 * Reads an endpoint as users write it: `unix:///run/x.sock`, `unix:/run/x.sock` or a bare path.
 *
 * @returns The absolute path of the socket.
 * @throws RangeError
 */
export function parseEndpoint(endpoint: string): string {
  const path = endpoint.replace(/^unix:(?:\/\/(?=\/)|(?=\/(?!\/)))/, "");
  const refuse = (rule: string, fix: string) =>
    new RangeError(
      `Cannot use the runtime endpoint as ${rule}: ${JSON.stringify(endpoint)}; ${fix}`,
    );
  if (!path.startsWith("/")) {
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(path)?.[1]?.toLowerCase();
    if (scheme !== undefined && scheme !== "unix") {
      throw refuse(
        "only unix sockets are spoken to",
        "name the runtime's socket, as in unix:///run/containerd/containerd.sock",
      );
    }
    throw refuse("its path must be absolute", "write the whole path, as in /run/crio/crio.sock");
  }
  if (path.includes("\0")) throw refuse("a path holds no NUL", "take it out");
  if (new TextEncoder().encode(path).length > MAX_SOCKET_PATH_BYTES) {
    throw refuse(
      `a socket's path has at most ${MAX_SOCKET_PATH_BYTES} bytes`,
      "make a symbolic link with a shorter path",
    );
  }
  return path;
}

/** How the evidence for a known place begins; whose it is follows. */
export const KNOWN_PLACE = "known place";

/** What decides where runtimes are looked for. */
export interface EndpointSettings {
  /** Values of --runtime-endpoint, in order. */
  readonly flags: readonly string[];
  /** The value of CONTAINER_RUNTIME_ENDPOINT, if it is set. */
  readonly environment?: string | undefined;
}

/**
 * The sockets to try: those of the flags; without flags that of the environment; else every known place.
 *
 * @throws RangeError as {@linkcode parseEndpoint}
 */
export function endpointCandidates(settings: EndpointSettings): EndpointCandidate[] {
  if (settings.flags.length > 0) {
    return settings.flags.map((flag) => ({
      path: parseEndpoint(flag),
      source: "--runtime-endpoint",
    }));
  }
  if (settings.environment !== undefined && settings.environment !== "") {
    const path = parseEndpoint(settings.environment);
    return [{ path, source: "CONTAINER_RUNTIME_ENDPOINT" }];
  }
  return KNOWN_ENDPOINTS.map(([path, whose, kinds]) => ({
    path,
    source: `${KNOWN_PLACE} of ${whose}`,
    kinds,
    trust: ROOT,
  }));
}
