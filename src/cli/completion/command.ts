import { type CommandDefinition, defineCommand } from "../define.ts";
import type { CommandModel } from "../help/model.ts";
import { ValueError } from "../parsers.ts";
import { type Shell, SHELLS } from "./shell.ts";

/**
 * `critter completion SHELL`.
 *
 * @param allCommands Every command, this one included: asked for when it runs.
 */
export function completionCommand(allCommands: () => readonly CommandModel[]): CommandDefinition {
  return defineCommand<Readonly<Record<never, never>>, [Shell]>({
    brief: "Print completions for a shell",
    description: [
      "The output is made from the very definitions that the command line is parsed with.",
    ],
    examples: [
      { text: "Complete in this bash", command: "source <(critter completion bash)" },
      {
        text: "Complete in every zsh",
        command: `critter completion zsh > "\${fpath[1]}/_critter"`,
      },
      { text: "Complete in this fish", command: "critter completion fish | source" },
    ],
  }, {
    loader: async () => (await import("./run.ts")).completion(allCommands),
    parameters: {
      positional: {
        kind: "tuple",
        parameters: [{
          parse: parseShell,
          brief: `One of ${SHELLS.join(", ")}`,
          placeholder: "SHELL",
        }],
      },
    },
  });
}

function parseShell(text: string): Shell {
  const shell = SHELLS.find((shell) => shell === text);
  if (shell === undefined) throw new ValueError(`it must be one of ${SHELLS.join(", ")}`);
  return shell;
}
