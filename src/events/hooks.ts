/**
 * By which kernel programs (bpf/) each kind of event is caught.
 *
 * @module
 */

/** One way to catch a kind of event. */
export interface Hook {
  /** The program of bpf/ that does it. */
  readonly program: string;
  /** What the first arguments of its attach point must be; none where any kernel that has the attach point will do. */
  readonly arguments: readonly string[];
  /** Keys of the line that are missing with it. */
  readonly missing: readonly string[];
}

/** A kind of event and how it is caught. */
export interface EventHooks {
  /** The event's name, or what critter itself needs it for. */
  readonly kind: string;
  /** The best first; the first one that the kernel takes is used. */
  readonly hooks: readonly Hook[];
  /** What is lost where the kernel takes none. */
  readonly without: string;
  /** Whether it is needed whatever events are asked for. */
  readonly always: boolean;
  /** The event that needs it, where it is none itself; not needed where the second one is caught. */
  readonly serves?: { readonly kind: string; readonly unless: string };
}

/** Every kind, in the order in which they are attached. */
export const EVENT_HOOKS: readonly EventHooks[] = [
  {
    kind: "process.exec",
    hooks: [
      hook("process_exec"),
      hook("process_exec_typed", {
        missing: [
          "process.executable.path",
          "process.executable.name",
          "process.working_directory",
        ],
      }),
    ],
    without: "started programs are not told of",
    always: false,
  },
  {
    kind: "process.exit",
    hooks: [
      hook("process_exit_group", { arguments: ["task_struct *", "bool"] }),
      hook("process_exit"),
    ],
    without: "ended processes are not told of",
    always: false,
  },
  {
    kind: "cgroup.mkdir",
    // The second ones do not know the path: it is looked up by the cgroup's id, unless the cgroup is gone by then.
    hooks: [hook("cgroup_mkdir"), hook("cgroup_mkdir_typed")],
    without: "containers are looked up at their first event instead of when they are made",
    always: true,
  },
  {
    kind: "cgroup.rmdir",
    hooks: [hook("cgroup_rmdir"), hook("cgroup_rmdir_typed")],
    without: "labels of containers that are gone are kept",
    always: true,
  },
  {
    kind: "time of exec",
    hooks: [hook("exec_time")],
    without: "process.exit tells the time since the process was created, not since its last exec",
    always: false,
    serves: { kind: "process.exit", unless: "process.exec" },
  },
];

/** The kinds that must be caught for the named events. */
export function hooksFor(
  events: readonly string[],
  table: readonly EventHooks[] = EVENT_HOOKS,
): readonly EventHooks[] {
  return table.filter(({ kind, always, serves }) =>
    always || events.includes(kind) || serves !== undefined && events.includes(serves.kind)
  );
}

function hook(program: string, options: Partial<Omit<Hook, "program">> = {}): Hook {
  return { program, arguments: [], missing: [], ...options };
}
