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
/** crictl's own logging, which critter has nothing like. */
const WITHOUT_MEANING: ReadonlySet<string> = new Set(["-D", "--debug"]);

/**
 * Moves flags that stand before the command behind it, as in `crictl -r SOCKET ps`, so that scripts for crictl need
 * change its name only. A command line that begins otherwise is left as it is.
 */
export function moveLeadingFlags(args: readonly string[]): readonly string[] {
  const moved: string[] = [];
  let next = 0;
  for (let arg = args[next]; arg?.startsWith("-"); arg = args[next]) {
    const [, spelling = "", value] = /^([^=]+)(?:=([^]*))?$/.exec(arg) ?? [];
    const name = WITH_VALUE.get(spelling);
    next++;
    if (name !== undefined) {
      moved.push(`${name}=${value ?? args[next++] ?? ""}`);
    } else if (!WITHOUT_MEANING.has(spelling)) return args;
  }
  const command = args[next];
  return command === undefined ? args : [command, ...moved, ...args.slice(next + 1)];
}
