import type { Shell } from "../commands/completion.ts";
import { bashCompletion } from "../completion/bash.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import type { CliHost } from "../host.ts";
import type { CommandModel } from "../model.ts";
import { allCommands } from "../reference.ts";

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
