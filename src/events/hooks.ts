import type { Hook } from "./definition.ts";
import { EVENT_KINDS, matchEventKinds } from "./kinds.ts";

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
  /** The events that it is needed for. */
  readonly for: readonly string[];
  /** The event that, where it is caught, makes this needless. */
  readonly unless?: string;
}

/** An exec begins another run of a program, and tells exits how long that took; where execs are not asked for. */
const RUNS: EventHooks = {
  kind: "runs of programs",
  hooks: [{ program: "process_run" }],
  without:
    "lines have no origin, and process.exit tells the time since the process was created, not since its last exec",
  always: false,
  for: names("process.exit", "process.signal", "process.fork", "container.exit", "oom.*"),
  unless: "process.exec",
};

/** All of them, in the order in which doctor tells of them: those of every kind's definition first. */
export const EVENT_HOOKS: readonly EventHooks[] = [
  ...EVENT_KINDS.filter(({ caughtWith }) => caughtWith === undefined).map((kind) => ({
    kind: kind.name,
    hooks: kind.hooks,
    without: kind.without,
    always: kind.always ?? false,
    for: [
      kind.name,
      ...EVENT_KINDS.filter(({ caughtWith }) => caughtWith === kind.name).map(({ name }) => name),
      ...names(...kind.serves ?? []),
    ],
  })),
  RUNS,
];

function names(...patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => matchEventKinds(pattern).map(({ name }) => name));
}

/** Those that must be caught for the named events. */
export function hooksFor(
  events: readonly string[],
  table: readonly EventHooks[] = EVENT_HOOKS,
): readonly EventHooks[] {
  return table.filter((hooks) => hooks.always || hooks.for.some((name) => events.includes(name)));
}
