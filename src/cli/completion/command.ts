import { type CommandDefinition, defineCommand } from "../define.ts";
import { ValueError } from "../parsers.ts";

/** Shells that `critter completion` knows. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
/** One of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];

/** `critter completion SHELL`. */
export const completionCommand: CommandDefinition = defineCommand<
  Readonly<Record<never, never>>,
  [Shell]
>({
  brief: "Print completions for a shell",
  description: [
    "The output is made from the very definitions that the command line is parsed with.",
  ],
  examples: [
    { text: "Complete in this bash", command: "source <(critter completion bash)" },
    { text: "Complete in every zsh", command: `critter completion zsh > "\${fpath[1]}/_critter"` },
    { text: "Complete in this fish", command: "critter completion fish | source" },
  ],
}, {
  loader: async () => (await import("./run.ts")).completion,
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

function parseShell(text: string): Shell {
  const shell = SHELLS.find((shell) => shell === text);
  if (shell === undefined) throw new ValueError(`it must be one of ${SHELLS.join(", ")}`);
  return shell;
}
