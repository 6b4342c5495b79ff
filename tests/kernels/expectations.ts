/** What each kernel tells of each kind of event: the tests prove it, and docs/kernels.md is made from it. */
import * as skeleton from "#bpf/skeleton.ts";
import type { Hook } from "#events/definition.ts";
import { EVENT_HOOKS } from "#events/hooks.ts";
import { EVENT_KINDS } from "#events/kinds.ts";
import { CONFIGURATION_NAMES, type ConfigurationName } from "./configurations.ts";
import { ENDS, POD, WORK } from "./guest/pod.ts";

/** What is expected of one kind. */
export interface KindExpectation {
  /** All keys that the scene's lines of this kind have between them. */
  readonly fields: readonly string[];
  /** Values of which each must be in a line of its own. */
  readonly values: readonly Readonly<Record<string, unknown>>[];
  /** The program that catches it, by kernel: its definition in src/events/ says what is missing with it. */
  readonly programs: Readonly<Record<ConfigurationName, string>>;
}

const PROCESS = [
  ...["time", "event", "thread.id", "thread.name"],
  ...["process.pid", "process.parent_pid", "process.user.id", "process.creation.time"],
  ...["process.exec_id", "process.origin"],
];
const PARENT = [
  ...["process.parent.exec_id", "process.parent.pid", "process.parent.executable.path"],
  "process.ancestors",
];
const EXEC = [
  ...["process.executable.requested", "process.executable.path", "process.executable.name"],
  ...["process.executable.origin", "process.command", "process.command_args"],
  ...["process.working_directory", "process.group.id", "process.capabilities.effective"],
  ...["process.vpid", ...PARENT],
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

/** The keys of another process that has a part, in the same cgroup. */
function party(name: string): string[] {
  const process = ["pid", "exec_id", "user.id", "executable.path"];
  return [...process.map((key) => `${name}.process.${key}`), `${name}.thread.name`];
}

/** The same program on every kernel but some. */
function everywhere(
  program: string,
  but: Partial<KindExpectation["programs"]>,
): KindExpectation["programs"] {
  const programs = CONFIGURATION_NAMES.map((name) => [name, but[name] ?? program]);
  return Object.fromEntries(programs);
}

/** The program of this name, but where the kernel is locked down the one for that. */
function lockedDown(program: string): KindExpectation["programs"] {
  return everywhere(program, {
    confidentiality: `${program}_cast`,
    "6.1 confidentiality": `${program}_typed`,
  });
}

/** Programs of which a kernel in lockdown, new or old, takes only one that reads nothing. */
function typedWhereLocked(program: string): KindExpectation["programs"] {
  const typed = `${program}_typed`;
  return everywhere(program, { confidentiality: typed, "6.1 confidentiality": typed });
}

/**
 * The keys as they are where no exec tells its file: what other processes ran is then not known either.
 *
 * @param missing The keys that execs lack.
 */
export function keysWithout(missing: readonly string[], keys: readonly string[]): string[] {
  if (!missing.includes("process.executable.path")) return [...keys];
  const others = /(?<=\.(?:parent|sender\.process)\.executable\.)path$/;
  return keys.map((key) => key.replace(others, "unknown"));
}

/** By the value of the line's `event`. */
export const EXPECTATIONS: Readonly<Record<string, KindExpectation>> = {
  "process.exec": {
    fields: [
      ...[...PROCESS, ...CONTAINER, ...EXEC],
    ],
    values: [{
      ...LABELS,
      "process.executable.requested": WORK.args[0],
      "process.command_args": WORK.args,
      "process.working_directory": WORK.folder,
    }],
    programs: lockedDown("process_exec"),
  },
  "process.exit": {
    fields: [
      ...[...PROCESS, ...CONTAINER],
      ...["process.exit.code", "process.exit.signal", "process.exit.cause", "process.duration_ns"],
      ...["process.exit.verdict", ...party("process.exit.sender")],
    ],
    values: [
      { ...LABELS, "process.exit.code": ENDS.code },
      { ...LABELS, "process.exit.signal": ENDS.signal },
    ],
    programs: everywhere("process_exit", { host: "process_exit_group" }),
  },
  "process.fork": {
    fields: [...PROCESS, ...CONTAINER, ...PARENT],
    values: [{ ...LABELS, "process.origin": "runtime" }],
    programs: everywhere("process_fork", {}),
  },
  "process.signal": {
    fields: [
      ...[...PROCESS, ...CONTAINER, ...party("process.signal.sender")],
      ...["process.signal.number", "process.signal.name", "process.signal.code"],
      "process.signal.result",
    ],
    values: [{ ...LABELS, "process.signal.name": "SIGKILL", "process.signal.code": "user" }],
    programs: typedWhereLocked("process_signal"),
  },
  "container.start": {
    fields: [...PROCESS, ...CONTAINER, ...EXEC, "process.since_cgroup_ns"],
    values: [{ ...LABELS, "process.origin": "entrypoint" }],
    programs: lockedDown("process_exec"),
  },
  "container.exit": {
    fields: [
      ...[...PROCESS, ...CONTAINER],
      ...["process.exit.code", "process.exit.cause", "process.exit.verdict"],
      "process.duration_ns",
    ],
    values: [{
      ...LABELS,
      "process.exit.code": ENDS.contained,
      "process.exit.verdict": `exited ${ENDS.contained}`,
    }],
    programs: everywhere("process_exit", { host: "process_exit_group" }),
  },
  "oom.kill": {
    fields: [],
    values: [],
    programs: typedWhereLocked("oom_kill"),
  },
  "process.existing": {
    fields: [],
    values: [],
    programs: lockedDown("process_existing"),
  },
  "cgroup.mkdir": {
    fields: [...PROCESS, ...CONTAINER],
    values: [LABELS],
    programs: lockedDown("cgroup_mkdir"),
  },
  "cgroup.rmdir": {
    fields: [...PROCESS, ...CONTAINER],
    values: [LABELS],
    programs: lockedDown("cgroup_rmdir"),
  },
};

/** How a kind is to be caught on a kernel, as src/events/ and bpf/ define it. */
export interface ExpectedHook extends Hook {
  /** Where the program is attached, in libbpf's words. */
  readonly attach: string;
}

/** @throws {RangeError} When there is no such program. */
export function expectedHook(kind: string, kernel: ConfigurationName): ExpectedHook {
  const program = EXPECTATIONS[kind]?.programs[kernel];
  const { caughtWith = kind } = EVENT_KINDS.find(({ name }) => name === kind) ?? {};
  const hook = EVENT_HOOKS.find((defined) => defined.kind === caughtWith)?.hooks
    .find((defined) => defined.program === program);
  const attach = skeleton.programs.find(({ name }) => name === program)?.section;
  if (hook === undefined || attach === undefined) {
    throw new RangeError(`Cannot expect ${program} for ${kind} as no hook of it is called so`);
  }
  return { ...hook, attach };
}
