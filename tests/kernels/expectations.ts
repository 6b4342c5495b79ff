/** What each kernel tells of each kind of event: the tests prove it, and docs/kernels.md is made from it. */
import type { ConfigurationName } from "./configurations.ts";
import { ENDS, POD, WORK } from "./guest/pod.ts";

/** How a kernel tells of a kind of event. */
export interface Expectation {
  /** The program's type and where it is attached, named as libbpf names sections. */
  readonly hook: string;
  /** Keys that lines lack here. */
  readonly missing?: readonly string[];
}

/** What is expected of one kind. */
export interface KindExpectation {
  /** All keys that the scene's lines of this kind have between them. */
  readonly fields: readonly string[];
  /** Values of which each must be in a line of its own. */
  readonly values: readonly Readonly<Record<string, unknown>>[];
  /** By kernel; undefined: nothing tells of it there. */
  readonly on: Readonly<Record<ConfigurationName, Expectation | undefined>>;
}

const PROCESS = [
  ...["time", "event", "thread.id", "thread.name"],
  ...["process.pid", "process.parent_pid", "process.user.id", "process.creation.time"],
];
const CONTAINER = [
  ...["container.id", "container.name", "container.runtime.name"],
  ...["container.image.name", "container.image.tags", "container.image.reference"],
  ...["k8s.namespace.name", "k8s.pod.name", "k8s.pod.uid", "k8s.pod.label.app"],
  ...["k8s.container.name"],
  ...["cgroup.id", "cgroup.path", "label_state"],
];
/** Who it was, in every line. */
const LABELS = {
  "container.name": POD.container,
  "container.image.reference": POD.image,
  "k8s.namespace.name": POD.namespace,
  "k8s.pod.name": POD.name,
  "k8s.pod.label.app": POD.labels.app,
  "label_state": "resolved",
};

/** The same hook everywhere but where BPF programs may not read the kernel's memory. */
function unlessConfidential(hook: string): KindExpectation["on"] {
  const told = { hook };
  return {
    host: told,
    "6.1": told,
    "6.12": told,
    confidentiality: undefined,
    v1: told,
    arm64: told,
  };
}

/** By the value of the line's `event`. */
export const EXPECTATIONS: Readonly<Record<string, KindExpectation>> = {
  "process.exec": {
    fields: [
      ...[...PROCESS, ...CONTAINER],
      ...["process.executable.requested", "process.executable.path", "process.executable.name"],
      ...["process.command", "process.command_args", "process.working_directory"],
    ],
    values: [{
      ...LABELS,
      "process.executable.requested": WORK.args[0],
      "process.command_args": WORK.args,
      "process.working_directory": WORK.folder,
    }],
    on: unlessConfidential("tp_btf/sched_process_exec"),
  },
  "process.exit": {
    fields: [
      ...[...PROCESS, ...CONTAINER],
      ...["process.exit.code", "process.exit.signal", "process.duration_ns"],
    ],
    values: [
      { ...LABELS, "process.exit.code": ENDS.code },
      { ...LABELS, "process.exit.signal": ENDS.signal },
    ],
    on: unlessConfidential("tp_btf/sched_process_exit"),
  },
  "cgroup.mkdir": {
    fields: [...PROCESS, ...CONTAINER],
    values: [LABELS],
    on: unlessConfidential("tp_btf/cgroup_mkdir"),
  },
  "cgroup.rmdir": {
    fields: [...PROCESS, ...CONTAINER],
    values: [LABELS],
    on: unlessConfidential("tp_btf/cgroup_rmdir"),
  },
};
