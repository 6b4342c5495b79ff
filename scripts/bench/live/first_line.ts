import { sleep } from "../command.ts";
import { type InDenoStarts, inDenoStarts } from "../deno_start.ts";
import { Program } from "./program.ts";

/** Something that execs now and then without keeping a processor busy. */
const EXECS = "while :; do /bin/sleep 0.002; done";

/** From the start of the process to its first line, while something execs every few milliseconds. */
export async function benchFirstLine(
  critter: readonly string[],
  rounds: number,
): Promise<InDenoStarts> {
  const execs = new Deno.Command("/bin/sh", { args: ["-c", EXECS], stdout: "null" }).spawn();
  try {
    return await inDenoStarts(rounds, () => timeOneLine(critter, [], ""));
  } finally {
    execs.kill("SIGKILL");
    await execs.status;
  }
}

/** From the start of a critter to its first line, ms; `expected` must be in it. */
export async function timeOneLine(
  critter: readonly string[],
  args: readonly string[],
  expected: string,
): Promise<number> {
  const directory = await Deno.makeTempDir({ prefix: "critter-bench-" });
  const file = `${directory}/out`;
  const started = performance.now();
  await using program = new Program({
    critter,
    args: ["--max-events", "1", ...args],
    stdout: file,
  });
  try {
    while ((await Deno.stat(file).catch(() => ({ size: 0 }))).size === 0) {
      if (performance.now() - started > 20_000) throw new Error("Cannot wait longer for a line");
      await sleep(1);
    }
    const took = performance.now() - started;
    const line = await Deno.readTextFile(file);
    if (!line.includes(expected)) throw new Error(`Cannot use a line without ${expected}: ${line}`);
    await program.end();
    return took;
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
