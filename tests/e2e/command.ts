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
  const output = await run(args);
  const decoder = new TextDecoder();
  const [stdout, stderr] = [decoder.decode(output.stdout), decoder.decode(output.stderr)];
  return { code: output.code, stdout, stderr };
}

/** Runs critter, which must succeed, and gives each byte that it wrote as a character. */
export async function printedBytes(
  ...args: string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const { code, stdout, stderr } = await run(args);
  const text = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);
  assert.equal(code, 0, text(stderr));
  return { stdout: text(stdout), stderr: text(stderr) };
}

async function run(args: readonly string[]): Promise<Deno.CommandOutput> {
  const [command = "", ...own] = critterCommand();
  return await new Deno.Command(command, {
    args: [...own, ...args],
    env: { NO_COLOR: "1", RUNTIME_DIRECTORY: "/dev/null" },
    stdin: "null",
  }).output();
}

/** Runs critter, which must succeed, and gives what it printed. */
export async function printed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await critter(...args);
  assert.deepEqual([code, stderr], [0, ""], args.join(" "));
  return stdout;
}
