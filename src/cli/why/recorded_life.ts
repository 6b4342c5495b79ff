import { type EventLine, valueAt } from "#output/event/line.ts";
import type { Exit } from "./finding.ts";
import { Tail } from "./tail.ts";
import { exitedText, signalText } from "./wording.ts";

/** So many events before an end are told. */
const EVENTS_TOLD = 10;

/** An event and its line. */
export interface Told {
  readonly json: string;
  readonly line: EventLine;
}

/** One life of a container or process, as far as it was recorded. */
export class Life {
  /** The event that began it. */
  start: EventLine | undefined;
  /** The event that ended it. */
  end: EventLine | undefined;
  /** The last process to end in it, for recordings that do not tell of containers' ends. */
  lastExit: EventLine | undefined;
  /** How many events had been lost by the recording's whole when it began, and when it ended. */
  lostAtStart = 0n;
  lostAtEnd: bigint | undefined;
  readonly #events = new Tail<Told>(EVENTS_TOLD + 1);

  /** The last events before its end that have to do with it, as lines. */
  get events(): readonly string[] {
    // The end of its own process says what the verdict says.
    const own = this.end?.process?.pid;
    return this.#events.items
      .filter(({ line }) => line.event !== "process.exit" || line.process?.pid !== own)
      .slice(-EVENTS_TOLD).map(({ json }) => json);
  }

  /** Adds an event that has to do with its end, and came before it. */
  add(told: Told): void {
    if (this.end === undefined) this.#events.push(told);
  }
}

/** Whether an event may have to do with an end: what the kernel killed, signals, what failed or was killed. */
export function isTelling(line: EventLine): boolean {
  switch (line.event) {
    case "oom.kill":
    case "process.signal":
      return true;
    case "process.exit":
      return valueAt(line, "process.exit.signal") !== undefined ||
        valueAt(line, "process.exit.code") !== 0;
    default:
      return false;
  }
}

/** How the process of an exit's line ended. */
export function exitOf(line: EventLine): Exit {
  const code = valueAt(line, "process.exit.code");
  const signal = valueAt(line, "process.exit.signal");
  const cause = valueAt(line, "process.exit.cause");
  return {
    ...(typeof code === "number" ? { code } : {}),
    ...(typeof signal === "number" ? { signal } : {}),
    ...(typeof cause === "string" ? { cause } : {}),
  };
}

/** Why it ended; recordings of 0.1 tell how alone. */
export function verdictOf(line: EventLine): string {
  const verdict = valueAt(line, "process.exit.verdict");
  if (typeof verdict === "string") return verdict;
  const { code, signal } = exitOf(line);
  return signal === undefined ? exitedText(code ?? 0) : `killed by ${signalText(signal)}`;
}
