import { SIGNALS } from "#events/signals.ts";

/** No number's name. */
const NAMELESS: ReadonlySet<string | undefined> = new Set([undefined, "none", "unknown"]);

/** A signal's name (`SIGKILL`, `SIGRTMIN+1`); its number when it has none. */
export function signalName(signal: number): string {
  const name = SIGNALS[signal];
  return name === undefined || NAMELESS.has(name) ? `signal ${signal}` : name;
}
