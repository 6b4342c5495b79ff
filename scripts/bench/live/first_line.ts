import { sleep } from "../command.ts";
import { type Spread, spreadOf } from "../statistics.ts";
import { Program } from "./program.ts";

/** Something that execs now and then without keeping a processor busy. */
const EXECS = "while :; do /bin/sleep 0.002; done";

/** From the start of the process to its first line, ms, while something execs every few milliseconds. */
export async function firstLineMs(rounds: number): Promise<Spread> {
  const execs = new Deno.Command("/bin/sh", { args: ["-c", EXECS], stdout: "null" }).spawn();
  try {
    return await timeFirstLine(rounds, [], "");
  } finally {
    execs.kill("SIGKILL");
    await execs.status;
  }
}

/** The same of a critter with some arguments; `expected` must be in the line. */
export async function timeFirstLine(
  rounds: number,
  args: readonly string[],
  expected: string,
): Promise<Spread> {
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) values.push(await timeOneLine(args, expected));
  return spreadOf(values);
}

/** One round of it. */
export async function timeOneLine(args: readonly string[], expected: string): Promise<number> {
  const directory = await Deno.makeTempDir({ prefix: "critter-bench-" });
  const file = `${directory}/out`;
  const started = performance.now();
  await using program = new Program({ args: ["--max-events", "1", ...args], stdout: file });
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
