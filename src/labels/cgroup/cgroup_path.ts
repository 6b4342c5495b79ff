import { type BuildStep, buildStepOf } from "./build_step.ts";

/** What a cgroup's path says about whose it is, with no runtime asked. */
export interface CgroupIdentity {
  /** The innermost container id in the path; absent: a host cgroup, or one whose path says nothing. */
  readonly containerId?: string;
  /** The runtime that names its cgroups this way, where the shape is one runtime's alone. */
  readonly runtime?: RuntimeHint;
  /** Ids of the containers around it (kind, Docker-in-Docker), outermost first. */
  readonly ancestors: readonly string[];
  /** The pod uid in the path, dashed as in Kubernetes; for static pods the 32 hexadecimal digits of their hash. */
  readonly podUid?: string;
  /**
   * An id at the end of the last part, behind a prefix that no known runtime uses: whether it is a container's, and
   * whether that is in this cgroup, only its runtime can tell.
   */
  readonly possibleId?: string;
  /** The innermost systemd unit in the path (`.service` or `.scope`) of a host cgroup. */
  readonly systemdUnit?: string;
  /** A system container or machine that no container runtime serves. */
  readonly machine?: Machine;
  /** A step of a build in a cgroup of its own, where no container's id is around it. */
  readonly build?: BuildStep;
}

/** Runtimes that can be told from the path alone. */
export type RuntimeHint = "containerd" | "cri-o" | "docker" | "podman";

/** A systemd-nspawn, machined, LXC or Incus machine. */
export interface Machine {
  readonly engine: "systemd-nspawn" | "systemd-machined" | "lxc";
  readonly name: string;
}

/** Scope or directory prefixes that runtimes put before the container id, longest first. */
const PREFIXES: readonly (readonly [prefix: string, runtime: RuntimeHint])[] = [
  ["libpod-payload-", "podman"],
  ["cri-containerd-", "containerd"],
  ["nerdctl-", "containerd"],
  ["libpod-", "podman"],
  ["docker-", "docker"],
  ["crio-", "cri-o"],
];

/** Below this Podman's cgroupfs driver has containers, as `libpod-ID`, and pods, as `ID`. */
const PODMAN_PARENT = "libpod_parent";

const CONTAINER_ID = /^[0-9a-f]{64}$/;
/** Cloud Foundry's Garden, and Amazon ECS tasks on Fargate: ids of shapes of their own. */
const FOREIGN_ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){4}|[0-9a-f]{32}-[0-9]{6,})$/;
/** `slice:prefix:id`, a systemd path that a runtime with the cgroupfs driver took literally. */
const LITERAL_SYSTEMD_PATH = /^[^:]*:(cri-containerd|crio|libpod|docker):([0-9a-f]{64})$/;
const POD_DIRECTORY = /^pod([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})$/;
const POD_SLICE = /(?:^|-)pod([0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12}|[0-9a-f]{32})\.slice$/;
/** Monitors of containers, such as `crio-conmon-ID.scope`, carry the container's id and are not in it. */
const POSSIBLE_ID = /^(?!.*conmon).+[-_.:]([0-9a-f]{64})(?:\.scope|\.service)?$/;
const SYSTEMD_UNIT = /^(?!.*:).+\.(?:service|scope)$/;

/**
 * Reads a cgroup path (relative to the hierarchy's mount, starting with `/`).
 *
 * The last part that carries a container id names the container, whatever lies below it (crun's `container`,
 * a nested systemd); ids before it are its ancestors. Monitor processes (conmon) are not in the container
 * although their cgroup carries its id.
 */
export function identifyCgroup(path: string): CgroupIdentity {
  const parts = path.split("/").filter((part) => part !== "");
  const found: { id: string; runtime: RuntimeHint | undefined; index: number }[] = [];
  let podUid: string | undefined;
  let podIndex = -1;
  let systemdUnit: string | undefined;
  let machine: Machine | undefined;
  let build: BuildStep | undefined;
  parts.forEach((part, index) => {
    const container = containerOf(part, parts[index - 1]);
    if (container !== undefined) {
      found.push({ ...container, index });
      machine = undefined;
      return;
    }
    const uid = podUidOf(part);
    if (uid !== undefined) {
      podUid = uid;
      podIndex = index;
    }
    machine = machineOf(part, parts[index - 1]) ?? machine;
    // systemd-nspawn itself, beside the machine's `payload`.
    if (part === "supervisor" && machine?.engine === "systemd-nspawn") machine = undefined;
    build ??= buildStepOf(part, parts[index - 1]);
    if (SYSTEMD_UNIT.test(part)) systemdUnit = part;
  });
  const own = found.at(-1);
  const ancestors = found.slice(0, -1).map(({ id }) => id);
  // A pod level above an outer container is that container's pod, not this one's.
  const outerIndex = found.at(-2)?.index ?? -1;
  const ownPod = podIndex > outerIndex ? podUid : undefined;
  if (own !== undefined) {
    return {
      containerId: own.id,
      ...(own.runtime === undefined ? {} : { runtime: own.runtime }),
      ancestors,
      ...(ownPod === undefined ? {} : { podUid: ownPod }),
      ...(machine === undefined ? {} : { machine }),
    };
  }
  const possibleId = POSSIBLE_ID.exec(parts.at(-1) ?? "")?.[1];
  return {
    ancestors,
    ...(possibleId === undefined ? {} : { possibleId }),
    ...(podUid === undefined ? {} : { podUid }),
    ...(systemdUnit === undefined ? {} : { systemdUnit }),
    ...(machine === undefined ? {} : { machine }),
    ...(build === undefined ? {} : { build }),
  };
}

function containerOf(
  part: string,
  parent: string | undefined,
): { id: string; runtime: RuntimeHint | undefined } | undefined {
  const name = part.endsWith(".scope") ? part.slice(0, -".scope".length) : part;
  if (CONTAINER_ID.test(name)) {
    // Podman's pods have ids of the same shape, and no processes of their own.
    if (parent === PODMAN_PARENT) return undefined;
    return { id: name, runtime: parent === "docker" ? "docker" : undefined };
  }
  const literal = LITERAL_SYSTEMD_PATH.exec(name);
  if (literal !== null) {
    const [, prefix = "", id = ""] = literal;
    return { id, runtime: PREFIXES.find(([known]) => known === `${prefix}-`)?.[1] };
  }
  for (const [prefix, runtime] of PREFIXES) {
    // Monitors (`crio-conmon-ID`, `libpod-conmon-ID`) fail here: "conmon-ID" is no id.
    const id = name.slice(prefix.length);
    if (name.startsWith(prefix) && CONTAINER_ID.test(id)) return { id, runtime };
  }
  if (FOREIGN_ID.test(name) && parent !== undefined) return { id: name, runtime: undefined };
  return undefined;
}

function podUidOf(part: string): string | undefined {
  return POD_DIRECTORY.exec(part)?.[1] ?? POD_SLICE.exec(part)?.[1]?.replaceAll("_", "-");
}

function machineOf(part: string, parent: string | undefined): Machine | undefined {
  const nspawn = /^systemd-nspawn@(.+)\.service$/.exec(part)?.[1];
  if (nspawn !== undefined) return { engine: "systemd-nspawn", name: unescapeUnit(nspawn) };
  const machined = /^machine-(.+)\.scope$/.exec(part)?.[1];
  // libvirt's virtual machines are scopes of the same shape; their processes are the host's own emulators.
  if (machined !== undefined && !machined.startsWith("qemu")) {
    return { engine: "systemd-machined", name: unescapeUnit(machined) };
  }
  const payload = /^lxc\.payload\.(.+)$/.exec(part)?.[1];
  if (payload !== undefined) return { engine: "lxc", name: payload };
  if (parent === "lxc") return { engine: "lxc", name: part };
  return undefined;
}

/** systemd writes bytes that a unit name cannot hold as `\xHH`. */
function unescapeUnit(name: string): string {
  return name.replace(
    /\\x([0-9a-f]{2})/g,
    (_, hex: string) => String.fromCharCode(parseInt(hex, 16)),
  );
}
