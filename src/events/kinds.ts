import { CGROUP_MKDIR, CGROUP_RMDIR } from "./cgroup.ts";
import type { EventKind } from "./definition.ts";
import { OOM_KILL } from "./oom.ts";
import { CONTAINER_START, PROCESS_EXEC, PROCESS_EXISTING } from "./process_exec.ts";
import { CONTAINER_EXIT, PROCESS_EXIT } from "./process_exit.ts";
import { PROCESS_FORK } from "./process_fork.ts";
import { PROCESS_SIGNAL } from "./signals.ts";

/** Every kind of events that can become a line, in the order of their record types. */
export const EVENT_KINDS: readonly EventKind[] = [
  PROCESS_EXEC,
  PROCESS_EXIT,
  CGROUP_MKDIR,
  CGROUP_RMDIR,
  PROCESS_FORK,
  PROCESS_SIGNAL,
  OOM_KILL,
  PROCESS_EXISTING,
  CONTAINER_START,
  CONTAINER_EXIT,
];

/** The bit mask (`1 << record type`) of the given kinds. */
export function eventMask(kinds: readonly EventKind[]): number {
  return kinds.reduce((mask, kind) => mask | (1 << kind.recordType), 0);
}

/** The names of the kinds in a bit mask. */
export function eventNames(mask: number): string[] {
  return EVENT_KINDS.filter(({ recordType }) => (mask & (1 << recordType)) !== 0)
    .map(({ name }) => name);
}

/** The bit mask of what is written when nothing is asked for. */
export function defaultEventMask(): number {
  return eventMask(EVENT_KINDS.filter((kind) => kind.byDefault));
}

/** The kinds that a name or glob (`process.*`) names; none when there is no such kind. */
export function matchEventKinds(pattern: string): readonly EventKind[] {
  const glob = new RegExp(`^${pattern.split("*").map(RegExp.escape).join(".*")}$`);
  return EVENT_KINDS.filter((kind) => glob.test(kind.name));
}
