import type { Shell } from "./shell.ts";
import { bashCompletion } from "./bash.ts";
import { fishCompletion } from "./fish.ts";
import { zshCompletion } from "./zsh.ts";
import type { CliHost } from "../host.ts";
import type { CommandModel } from "../help/model.ts";

const WRITERS: Readonly<Record<Shell, (commands: readonly CommandModel[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `critter completion SHELL`, for these commands. */
export function completion(
  allCommands: () => readonly CommandModel[],
): (this: CliHost, flags: Readonly<Record<never, never>>, shell: Shell) => void {
  return function (_flags, shell) {
    this.process.stdout.write(WRITERS[shell](allCommands()));
  };
}
