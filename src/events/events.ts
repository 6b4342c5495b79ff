import { CGROUP_MKDIR, CGROUP_RMDIR, PROCESS_EXEC, PROCESS_EXIT } from "#wire";

/** One type of event: the command line's --event, its help and the documentation are made from these. */
export interface EventType {
  /** Record type of the wire layout (wasm/wire.ts). */
  readonly recordType: number;
  /** The value of the line's `event` key, and of --event. */
  readonly name: string;
  /** Whether it is written when no --event is given. */
  readonly byDefault: boolean;
  /** What it says, as one sentence without its full stop. */
  readonly description: string;
}

/** Every type of event that can become a line, in the order of the wire layout. */
export const EVENT_TYPES: readonly EventType[] = [
  {
    recordType: PROCESS_EXEC,
    name: "process.exec",
    byDefault: true,
    description: "A process started a program: its path, arguments and working directory",
  },
  {
    recordType: PROCESS_EXIT,
    name: "process.exit",
    byDefault: true,
    description: "A process ended: its exit code or signal, and how long the program ran",
  },
  {
    recordType: CGROUP_MKDIR,
    name: "cgroup.mkdir",
    byDefault: false,
    description: "A cgroup was made, as a runtime does before it starts a container",
  },
  {
    recordType: CGROUP_RMDIR,
    name: "cgroup.rmdir",
    byDefault: false,
    description: "A cgroup was removed, as a runtime does after a container has ended",
  },
];

/** The `event` of the lines that count what was lost; no filter hides them. */
export const LOSS_EVENT = "loss";

/** The bit mask (`1 << record type`) of the given types of event. */
export function eventMask(types: readonly EventType[]): number {
  return types.reduce((mask, type) => mask | (1 << type.recordType), 0);
}

/** The bit mask of what is written when nothing is asked for. */
export function defaultEventMask(): number {
  return eventMask(EVENT_TYPES.filter((type) => type.byDefault));
}

/** The types that a name or glob (`process.*`) names; none when there is no such type. */
export function matchEventTypes(pattern: string): readonly EventType[] {
  const glob = new RegExp(`^${pattern.split("*").map(RegExp.escape).join(".*")}$`);
  return EVENT_TYPES.filter((type) => glob.test(type.name));
}
