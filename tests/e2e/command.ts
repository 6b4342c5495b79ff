/** critter's commands that print and end. */
import assert from "assert";
import { critterCommand } from "./critter.ts";

/** What a command left behind. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs critter until it ends. */
export async function critter(...args: string[]): Promise<Finished> {
  const [command = "", ...own] = critterCommand();
  const output = await new Deno.Command(command, {
    args: [...own, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const [stdout, stderr] = [decoder.decode(output.stdout), decoder.decode(output.stderr)];
  return { code: output.code, stdout, stderr };
}

/** Runs critter, which must succeed, and gives what it printed. */
export async function printed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await critter(...args);
  assert.deepEqual([code, stderr], [0, ""], args.join(" "));
  return stdout;
}
