/** The flags that crictl takes before the command, by every spelling, and what they are called behind it. */
const WITH_VALUE: ReadonlyMap<string, string> = new Map([
  ["-c", "--config"],
  ["--config", "--config"],
  ["-i", "--image-endpoint"],
  ["--image-endpoint", "--image-endpoint"],
  ["-r", "--runtime-endpoint"],
  ["--runtime-endpoint", "--runtime-endpoint"],
  ["-t", "--timeout"],
  ["--timeout", "--timeout"],
]);
/** crictl's logging, tracing and the like, which critter has nothing like; these stand alone. */
const SWITCHES_WITHOUT_MEANING: ReadonlySet<string> = new Set([
  "-D",
  "--debug",
  "--enable-streaming",
  "--enable-tracing",
]);
/** These have a value. */
const VALUES_WITHOUT_MEANING: ReadonlySet<string> = new Set([
  "--max-retries",
  "--profile-cpu",
  "--profile-mem",
  "--tracing-endpoint",
  "--tracing-sampling-rate-per-million",
]);

/** A command line that begins with its command. */
export interface MovedFlags {
  /** Its words. */
  readonly words: readonly string[];
  /** The flags of crictl's that were dropped as they mean nothing here. */
  readonly ignored: readonly string[];
}

/**
 * Moves flags that stand before the command behind it, as in `crictl -r SOCKET ps`, so that scripts for crictl need
 * change its name only. A command line that begins otherwise is left as it is.
 */
export function moveLeadingFlags(args: readonly string[]): MovedFlags {
  const moved: string[] = [];
  const ignored: string[] = [];
  const asItIs: MovedFlags = { words: args, ignored: [] };
  let next = 0;
  for (let arg = args[next]; arg?.startsWith("-"); arg = args[next]) {
    const [, spelling = "", value] = /^([^=]+)(?:=([^]*))?$/.exec(arg) ?? [];
    const name = WITH_VALUE.get(spelling);
    next++;
    if (name !== undefined) {
      moved.push(`${name}=${value ?? args[next++] ?? ""}`);
    } else if (VALUES_WITHOUT_MEANING.has(spelling)) {
      ignored.push(spelling);
      if (value === undefined) next++;
    } else if (SWITCHES_WITHOUT_MEANING.has(spelling)) {
      ignored.push(spelling);
    } else return asItIs;
  }
  const command = args[next];
  return command === undefined
    ? asItIs
    : { words: [command, ...moved, ...args.slice(next + 1)], ignored };
}
