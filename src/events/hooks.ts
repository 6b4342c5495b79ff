import type { Hook } from "./definition.ts";
import { EVENT_KINDS } from "./kinds.ts";

/** What must be caught in the kernel: a kind of event, or what critter itself needs. */
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

/** The time of an exec serves exits where execs are not asked for. */
const TIME_OF_EXEC: EventHooks = {
  kind: "time of exec",
  hooks: [{ program: "exec_time" }],
  without: "process.exit tells the time since the process was created, not since its last exec",
  always: false,
  serves: { kind: "process.exit", unless: "process.exec" },
};

/** All of them, in the order in which they are attached: those of every kind's definition first. */
export const EVENT_HOOKS: readonly EventHooks[] = [
  ...EVENT_KINDS.map(({ name, hooks, without, always = false }) => ({
    kind: name,
    hooks,
    without,
    always,
  })),
  TIME_OF_EXEC,
];

/** Those that must be caught for the named events. */
export function hooksFor(
  events: readonly string[],
  table: readonly EventHooks[] = EVENT_HOOKS,
): readonly EventHooks[] {
  return table.filter(({ kind, always, serves }) =>
    always || events.includes(kind) || serves !== undefined && events.includes(serves.kind)
  );
}
