import type { FieldGroup } from "../definition.ts";

const NO_CONTAINER = "the process is in no container, or its container is not known";
const NO_POD = "the container is in no pod, or the runtime does not say";

/** The keys that labels give to a line, in the line's order: behind those of the record. src/labels/fragment/ writes them. */
export const LABEL_GROUPS: readonly FieldGroup[] = [
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
        absent: "it is a sandbox, or the image has no name that the runtime tells",
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
          "none was told; of an image that a list names that is so unless the reference has it",
        openTelemetry: "container.image.repo_digests",
      },
      {
        name: "container.image.reference",
        type: "string",
        meaning:
          "The whole reference with its tag or digest: as written in the pod or for the engine where the runtime knows that, else what the image was called when the container was looked up.",
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
          "The pod's labels as they were when its sandbox was made, those beginning with `io.kubernetes.` left out, and those that would make them more than 32 KiB. Keys hold dots and slashes: they are not split.",
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
      {
        name: "k8s.container.restart_count",
        type: "integer",
        meaning: "How often the kubelet has started it anew; every time it is another container.",
        absent: "it was not, or the runtime does not say",
        openTelemetry: "k8s.container.restart_count",
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
          "Identity labels that the runtime did not give, or gave in a form that Kubernetes does not allow. `k8s.pod.label`: labels were left out, as they are too long.",
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
];
