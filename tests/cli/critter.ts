const MAIN = new URL("../../src/main.ts", import.meta.url);

/** What a run of critter left behind. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs critter from source, with no terminal and below a wrapper if one is given, and waits for its end. */
export async function critter(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  wrapper: readonly string[] = [],
): Promise<Finished> {
  const [program = Deno.execPath(), ...rest] = [
    ...wrapper,
    Deno.execPath(),
    ...["run", "-A", "--no-check", MAIN.href],
    ...args,
  ];
  const command = new Deno.Command(program, {
    args: rest,
    env: { NO_COLOR: "", RUNTIME_DIRECTORY: "/dev/null", ...env },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Like {@link critter}, with a file as its standard input. */
export async function critterWithInput(
  args: readonly string[],
  file: string,
): Promise<Finished> {
  return await critter(args, { INPUT: file }, ["sh", "-c", 'exec "$@" <"$INPUT"', "sh"]);
}
