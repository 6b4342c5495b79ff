/** JSON types of values. */
export type FieldType = "string" | "integer" | "boolean" | "array of strings";

/** One key of the NDJSON output: the event reference (docs/events.md) is made from these. */
export interface EventField {
  /** The path of keys, joined by dots; `<key>` stands for any key. */
  readonly name: string;
  readonly type: FieldType;
  /** Unit or form of the value, where the type does not say enough. */
  readonly form?: string;
  /** What it says, as one or more sentences. */
  readonly meaning: string;
  /** When lines of the group lack it; undefined: never. */
  readonly absent?: string;
  /** The OpenTelemetry name of the same thing; undefined: there is none. */
  readonly openTelemetry?: string;
}

/** Fields that are in the same lines. */
export interface FieldGroup {
  readonly title: string;
  /** Which lines have them, as one sentence. */
  readonly where: string;
  readonly fields: readonly EventField[];
}

const NO_CONTAINER = "the process is in no container, or its container is not known";
const NO_POD = "the container is in no pod, or the runtime does not say";
const WHOLE = "it is whole";

/** Every key of a line, in the order in which lines have them. */
export const FIELD_GROUPS: readonly FieldGroup[] = [
  {
    title: "Every line",
    where: "These are in every line.",
    fields: [
      {
        name: "time",
        type: "string",
        form: "RFC 3339, UTC, nanoseconds",
        meaning:
          "When it happened, by the kernel's clock. For `loss`: when the loss was noticed, at most a second later.",
        openTelemetry: "the log record's Timestamp",
      },
      {
        name: "event",
        type: "string",
        meaning: "The type of event: one of those above, or `loss`.",
        openTelemetry: "the log record's EventName",
      },
    ],
  },
  {
    title: "Process",
    where:
      "These are in every line but those of `loss`. In `cgroup.*` lines it is the process that made or removed the cgroup.",
    fields: [
      {
        name: "process.pid",
        type: "integer",
        meaning: "Process id, in the node's first pid namespace.",
        openTelemetry: "process.pid",
      },
      {
        name: "process.tid",
        type: "integer",
        meaning: "Id of the thread that acted. In `process.exit`: of the last thread to end.",
        openTelemetry: "thread.id",
      },
      {
        name: "process.parent_pid",
        type: "integer",
        meaning: "Process id of the parent at that moment.",
        openTelemetry: "process.parent_pid",
      },
      {
        name: "process.user.id",
        type: "integer",
        meaning:
          "The effective user id, as the node counts users: a setuid program's is its file's owner.",
        openTelemetry: "process.user.id",
      },
      {
        name: "process.command",
        type: "string",
        form: "at most 15 bytes",
        meaning:
          "The kernel's short name of the thread, which the process can change. In `process.exit`: that of its first thread.",
        openTelemetry: "process.command",
      },
      {
        name: "process.creation.time",
        type: "string",
        form: "RFC 3339, UTC, nanoseconds",
        meaning: "When the process was created (forked); with `process.pid` it names a process.",
        absent: "the event is of type `cgroup.*`",
        openTelemetry: "process.creation.time",
      },
    ],
  },
  {
    title: "Exec",
    where: "These are in lines of `process.exec` only.",
    fields: [
      {
        name: "process.executable.path",
        type: "string",
        form: "at most 4096 bytes",
        meaning:
          "The path as given to execve(2): it may be relative, or a link. Of a script it is the script's.",
        openTelemetry: "process.executable.path",
      },
      {
        name: "process.executable.truncated",
        type: "boolean",
        meaning: "`true`: the path was longer.",
        absent: WHOLE,
      },
      {
        name: "process.command_args",
        type: "array of strings",
        form: "at most 4096 bytes in all",
        meaning: "All arguments, the program's own name first. They can hold secrets.",
        absent: "they could not be read",
        openTelemetry: "process.command_args",
      },
      {
        name: "process.command_args_truncated",
        type: "boolean",
        meaning: "`true`: there was more; the last argument may be cut.",
        absent: "they are whole, or could not be read",
      },
      {
        name: "process.command_args_unreadable",
        type: "boolean",
        meaning: "`true`: the arguments could not be read, as their memory was not there.",
        absent: "they could be read",
      },
      {
        name: "process.working_directory",
        type: "string",
        form: "at most 4096 bytes",
        meaning: "The current directory, seen from the process's own root.",
        absent: "it could not be read",
        openTelemetry: "process.working_directory",
      },
      {
        name: "process.working_directory_truncated",
        type: "boolean",
        meaning: "`true`: the path was longer or deeper; these are its last parts.",
        absent: WHOLE,
      },
    ],
  },
  {
    title: "Exit",
    where: "These are in lines of `process.exit` only. A process ends with its last thread.",
    fields: [
      {
        name: "process.exit.code",
        type: "integer",
        form: "0 to 255",
        meaning: "The exit code.",
        absent: "a signal ended the process",
        openTelemetry: "process.exit.code",
      },
      {
        name: "process.exit.signal",
        type: "integer",
        meaning: "The number of the signal that ended the process.",
        absent: "the process ended by itself",
      },
      {
        name: "process.exit.core_dumped",
        type: "boolean",
        meaning: "`true`: the kernel dumped a core.",
        absent: "it did not",
      },
      {
        name: "process.duration_ns",
        type: "string",
        form: "nanoseconds, 64 bits",
        meaning: "Since the process's last exec that critter saw, else since its creation.",
      },
    ],
  },
  {
    title: "Container",
    where:
      "These are in lines whose process is in a container, as far as they are known. Only `resolved` lines have more than `container.id` and `container.ancestors`.",
    fields: [
      {
        name: "container.id",
        type: "string",
        meaning: "The runtime's full id, nearly always 64 hexadecimal digits.",
        absent: NO_CONTAINER,
        openTelemetry: "container.id",
      },
      {
        name: "container.sandbox",
        type: "boolean",
        meaning: '`true`: a pod\'s sandbox (its "pause" container).',
        absent: "it is none",
      },
      {
        name: "container.name",
        type: "string",
        meaning: "The name within the pod; outside of pods what the runtime calls the container.",
        absent: "it is a sandbox, or the runtime has no name for it",
        openTelemetry: "container.name",
      },
      {
        name: "container.image.name",
        type: "string",
        meaning:
          "The image's name: registry and repository as in `container.image.reference`, without tag and digest.",
        absent: "it is a sandbox, or the runtime does not say",
        openTelemetry: "container.image.name",
      },
      {
        name: "container.image.tags",
        type: "array of strings",
        meaning: "The tag in `container.image.reference`; not all that the image has.",
        absent: "the reference has none",
        openTelemetry: "container.image.tags",
      },
      {
        name: "container.image.repo_digests",
        type: "array of strings",
        form: "`NAME@ALGORITHM:HEX`",
        meaning:
          "The digests by which registries have the image, as far as the reference has one or the runtime told it along with the rest: it is not asked for them.",
        absent:
          "none was told; of Docker and of containerd's own API that is so unless the reference has it",
        openTelemetry: "container.image.repo_digests",
      },
      {
        name: "container.image.reference",
        type: "string",
        meaning:
          "The whole reference, with its tag or digest, as written in the pod where the runtime knows that.",
        absent: "it is a sandbox, or the runtime does not say",
      },
      {
        name: "container.image.id",
        type: "string",
        form: "`sha256:` and 64 hexadecimal digits",
        meaning: "The runtime's own id of the image.",
        absent: "it is a sandbox, or the runtime does not say",
        openTelemetry: "container.image.id",
      },
      {
        name: "container.runtime.name",
        type: "string",
        meaning:
          "What the runtime that named the container calls itself: `containerd`, `cri-o`, `docker`, `podman`, …; `buildkit` or `buildah` for a step of a build that no runtime tells of.",
        absent: NO_CONTAINER,
        openTelemetry: "container.runtime.name",
      },
      {
        name: "container.label.<key>",
        type: "string",
        meaning:
          "Compose's names for the container: `com.docker.compose.project` and `com.docker.compose.service`. Keys hold dots: they are not split.",
        absent: "Compose did not make it",
        openTelemetry: "container.label.<key>",
      },
      {
        name: "container.ancestors",
        type: "array of strings",
        meaning: "Ids of the containers around it, outermost first (kind, Docker-in-Docker).",
        absent: "there are none",
      },
    ],
  },
  {
    title: "Kubernetes",
    where:
      "These are in lines of what Kubernetes runs; cluster and node, where they are given, are in the host's lines too.",
    fields: [
      {
        name: "k8s.cluster.name",
        type: "string",
        meaning: "The value of `--cluster-name`.",
        absent: "it is not given",
        openTelemetry: "k8s.cluster.name",
      },
      {
        name: "k8s.node.name",
        type: "string",
        meaning: "The value of `--node-name`, else of the environment's NODE_NAME.",
        absent: "neither is given",
        openTelemetry: "k8s.node.name",
      },
      {
        name: "k8s.namespace.name",
        type: "string",
        meaning: "The pod's namespace.",
        absent: NO_POD,
        openTelemetry: "k8s.namespace.name",
      },
      {
        name: "k8s.pod.name",
        type: "string",
        meaning: "The pod's name. Podman's own pods have one too, and no namespace.",
        absent: NO_POD,
        openTelemetry: "k8s.pod.name",
      },
      {
        name: "k8s.pod.uid",
        type: "string",
        form: "UUID, or 32 hexadecimal digits",
        meaning:
          "The pod's uid; of a static pod the hash of its manifest. In `unresolved` lines it is the one in the cgroup's path.",
        absent: NO_POD,
        openTelemetry: "k8s.pod.uid",
      },
      {
        name: "k8s.pod.label.<key>",
        type: "string",
        meaning:
          "The pod's labels as they were when its sandbox was made, those beginning with `io.kubernetes.` left out. Keys hold dots and slashes: they are not split.",
        absent: "there are none",
        openTelemetry: "k8s.pod.label.<key>",
      },
      {
        name: "k8s.container.name",
        type: "string",
        meaning: "The container's name within its pod.",
        absent: "it is a sandbox, or in no pod",
        openTelemetry: "k8s.container.name",
      },
    ],
  },
  {
    title: "Cgroup and host",
    where: "These are in every line but those of `loss`.",
    fields: [
      {
        name: "cgroup.id",
        type: "string",
        form: "64 bits, decimal",
        meaning:
          "The cgroup's id: its inode number in cgroupfs, [in which hierarchy](runtimes.md#which-hierarchy). In `cgroup.*` lines: of the cgroup made or removed. 0 until a hierarchy is mounted.",
      },
      {
        name: "cgroup.path",
        type: "string",
        meaning:
          "The cgroup's path within its hierarchy. OpenTelemetry's form is a line of /proc/PID/cgroup: `0::` and the path, with version 1 the hierarchy's number and controllers.",
        absent: "the cgroup was gone before its path could be read, or the label path was too slow",
        openTelemetry: "process.linux.cgroup",
      },
      {
        name: "systemd.unit",
        type: "string",
        meaning: "The innermost systemd unit (`.service` or `.scope`) in the path.",
        absent: "the state is not `host`, or there is none in the path",
      },
      {
        name: "machine.engine",
        type: "string",
        form: "`systemd-nspawn`, `systemd-machined` or `lxc`",
        meaning: "What runs the system container or machine that the process is in.",
        absent: "the state is not `host`, or it is in none",
      },
      {
        name: "machine.name",
        type: "string",
        meaning: "The name of that machine.",
        absent: "the state is not `host`, or it is in none",
      },
    ],
  },
  {
    title: "State of the labels",
    where: "These are in every line but those of `loss`.",
    fields: [
      {
        name: "label_missing",
        type: "array of strings",
        form: "OpenTelemetry names",
        meaning:
          "Identity labels that the runtime did not give, or gave in a form that Kubernetes does not allow.",
        absent: "the state is not `resolved`, or none is missing",
      },
      {
        name: "label_state",
        type: "string",
        form: "`resolved`, `host` or `unresolved`",
        meaning: "How far the labels are known; see below.",
      },
      {
        name: "label_reason",
        type: "string",
        meaning: "Why the state is `unresolved`, in words for people.",
        absent: "the state is another",
      },
    ],
  },
  {
    title: "Loss",
    where: "These are in lines of `loss` only.",
    fields: [
      {
        name: "loss.kind",
        type: "string",
        form: "`ring` or `sink`",
        meaning: "Where events were lost.",
      },
      {
        name: "loss.count",
        type: "string",
        form: "events, 64 bits",
        meaning: "How many were lost since the last such line of that kind.",
      },
    ],
  },
];
