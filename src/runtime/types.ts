/** What a container runtime knows about one container or pod sandbox. What it did not say is absent. */
export interface ContainerRecord {
  /** The runtime's full id: 64 hexadecimal digits, but for containers that ctr made, which have any name. */
  readonly id: string;
  /** The name of the container within its pod, or of the container itself outside Kubernetes. */
  readonly name?: string;
  /** True for a pod's sandbox (its "pause" container): it has a pod, but no name of its own. */
  readonly sandbox: boolean;
  /** Id of the pod sandbox the container belongs to. */
  readonly sandboxId?: string;
  readonly state?: ContainerState;
  /** Nanoseconds since the Unix epoch. */
  readonly createdAtNs?: bigint;
  /** How often the container was started anew within its pod. */
  readonly attempt?: number;
  readonly image?: ContainerImage;
  /** The container's own labels; under Kubernetes only the identity labels `io.kubernetes.*`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly pod?: Pod;
  /** The cgroup the runtime put it in, where its lists say so; as {@linkcode CgroupHint.path}. */
  readonly cgroupPath?: string;
  /** The runtime whose word counts most. */
  readonly runtime: RuntimeIdentity;
  /** All that know it, where more than one does. */
  readonly knownBy?: readonly RuntimeIdentity[];
}

/** Life cycle states the CRI tells apart. */
export type ContainerState = "created" | "running" | "exited" | "unknown";

/** An image as a person would name it, and as the runtime does. */
export interface ContainerImage {
  /** The name with its tag, its digest or both, as written in the pod where the runtime still knows it. */
  readonly reference?: string;
  /** `NAME@DIGEST`, under which registries have it, where the runtime said so along with the rest. */
  readonly repoDigests?: readonly string[];
  /** The runtime's id of the image, `sha256:` and 64 hexadecimal digits. */
  readonly id?: string;
}

/** The Kubernetes pod around a container. */
export interface Pod {
  readonly name?: string;
  readonly namespace?: string;
  /** The API object's uid; for static pods the hash of their manifest, 32 hexadecimal digits. */
  readonly uid?: string;
  /** The labels users put on the pod, as they were when its sandbox was made. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Which runtime a record comes from. */
export interface RuntimeIdentity {
  readonly name: string;
  readonly version?: string;
  /** Path of the socket. */
  readonly endpoint: string;
  /** containerd's namespace, as "k8s.io", "moby" or "default", where its own API was asked. */
  readonly namespace?: string;
  /** True where CRI was asked: cri-dockerd calls itself "docker" too. */
  readonly cri?: boolean;
  /** The part of the node whose containers it may name, see {@linkcode RuntimeSetOptions.realmOf}; absent: all. */
  readonly realm?: string;
}

/** What a runtime says about itself. */
export interface RuntimeInfo {
  /** For example `containerd`, `cri-o` or `docker`. */
  readonly name: string;
  readonly version?: string;
  /** The API it was spoken to with, for example `CRI v1`. */
  readonly api: string;
  /** What it falls short of, in a few words, as in "speaks only v1alpha2"; absent: nothing. */
  readonly shortfall?: string;
}

/** Where a runtime says a container's processes are. Both may be absent, neither is to be trusted blindly. */
export interface CgroupHint {
  /** Expanded from the OCI `linux.cgroupsPath`: starts with `/`, relative to the runtime's own cgroup root. */
  readonly path?: string;
  /** The container's first process, as numbered in the runtime's pid namespace. */
  readonly pid?: number;
}

/** What a runtime tells of a container by itself, in the order in which it happened. */
export type ContainerNews =
  /** There is one now; its cgroup is made later. */
  | { readonly kind: "made"; readonly record: ContainerRecord }
  /** Its first process is there and has not run yet. */
  | { readonly kind: "started"; readonly container: NewsOf; readonly pid?: number }
  /** Its last process has ended; it may be started again. */
  | { readonly kind: "ended"; readonly container: NewsOf }
  /** There is none any more. */
  | { readonly kind: "removed"; readonly container: NewsOf };

/** Whom {@linkcode ContainerNews} are about. */
export interface NewsOf {
  readonly id: string;
  readonly runtime: RuntimeIdentity;
}

/** How a {@linkcode RuntimeClient} asks. */
export interface RuntimeClientOptions {
  /**
   * Milliseconds until a call is given up.
   *
   * @default {2000}
   */
  readonly timeoutMs?: number;
  /**
   * Milliseconds until a list is given up.
   *
   * @default {10000}
   */
  readonly listTimeoutMs?: number;
  /** What the socket is called in records and errors, where that is not its path. */
  readonly endpoint?: string | undefined;
}

/** How a runtime with several APIs is listed. */
export interface ListHow {
  /** Rejects where one of its APIs does not answer, so that what is not listed is not there. */
  readonly whole?: boolean;
  /** Told what one API lists while others are still asked: it may be less than what is known in the end. */
  readonly soFar?: (records: readonly ContainerRecord[]) => void;
}

/** One way to ask one runtime. Every call rejects with a {@linkcode RuntimeError} and honours its signal. */
export interface RuntimeClient extends Disposable {
  /** Path of the socket. */
  readonly endpoint: string;
  readonly kind: RuntimeKind;
  /** True where a part of it did not answer for now, so that probing again is worthwhile. */
  readonly incomplete?: boolean;
  /** Asks the runtime who it is; also settles which version of its API later calls use. */
  probe(signal?: AbortSignal): Promise<RuntimeInfo>;
  /** Every container and sandbox the runtime knows, whatever its state. */
  list(signal?: AbortSignal, how?: ListHow): Promise<ContainerRecord[]>;
  /**
   * The container or sandbox with exactly this id; undefined where the runtime answered that it has none.
   *
   * @param than What is known of it: only APIs are asked that may know more.
   */
  find(
    id: string,
    signal?: AbortSignal,
    than?: ContainerRecord,
  ): Promise<ContainerRecord | undefined>;
  /**
   * Where the container runs; undefined where the runtime does not say or has no such container.
   *
   * @param namespace That of containerd's, where it is known: two may hold containers of one name.
   */
  cgroupHint(
    id: string,
    signal?: AbortSignal,
    namespace?: string,
  ): Promise<CgroupHint | undefined>;
  /**
   * Tells of containers as they come and go until the signal ends it, which is no failure. What is made before its
   * cgroup is, is told before its cgroup is there.
   *
   * @param news Told of each at once, and of what it is when that is known; those of one container in order.
   */
  watch?(news: (news: Promise<ContainerNews>) => void, signal: AbortSignal): Promise<void>;
}

/** The APIs critter can speak. */
export type RuntimeKind = "cri" | "docker" | "containerd";
