import type { Shell } from "./command.ts";
import { bashCompletion } from "./bash.ts";
import { fishCompletion } from "./fish.ts";
import { zshCompletion } from "./zsh.ts";
import type { CliHost } from "../host.ts";
import type { CommandModel } from "../help/model.ts";
import { allCommands } from "../help/reference.ts";

const WRITERS: Readonly<Record<Shell, (commands: readonly CommandModel[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `critter completion SHELL`. */
export function completion(
  this: CliHost,
  _flags: Readonly<Record<never, never>>,
  shell: Shell,
): void {
  this.process.stdout.write(WRITERS[shell](allCommands()));
}
