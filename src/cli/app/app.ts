import {
  type Application,
  buildApplication,
  buildRouteMap,
  type Command,
  run,
} from "@stricli/core";
import { commandLine } from "./command_line.ts";
import { allCommands, COMMANDS } from "./commands.ts";
import type { CliHost } from "../host.ts";
import { applicationText } from "./text.ts";
import { VERSION } from "../../version.ts";

/** Exit codes of every command. */
export const EXIT: Readonly<Record<"ok" | "failure" | "usage", number>> = {
  ok: 0,
  failure: 1,
  usage: 2,
};
/** Stricli's codes for a command line that it can't understand. */
const STRICLI_USAGE_CODES: readonly unknown[] = [-4, -5];

/** Of what was typed from what it may have meant. */
const DISTANCE_WEIGHTS = { insertion: 1, deletion: 2, substitution: 2, transposition: 0 };

/** Runs a command line and returns the process's exit code: 0, 1 when it failed, 2 when it can't be understood. */
export async function runCli(args: readonly string[], host: CliHost): Promise<number> {
  const { words: inputs, ignored } = commandLine(args);
  if (ignored.length > 0 && inputs.includes("--verbose")) {
    host.process.stderr.write(`critter: Ignoring ${ignored.join(", ")}: of no use here\n`);
  }
  await run(buildApp(inputs), inputs, host);
  const { exitCode } = host.process;
  if (STRICLI_USAGE_CODES.includes(exitCode)) return EXIT.usage;
  return exitCode === 0 || exitCode === EXIT.usage ? exitCode : EXIT.failure;
}

function buildApp(args: readonly string[]): Application<CliHost> {
  // Without a prototype, so that "constructor" is no command.
  const routes: Record<string, Command<CliHost>> = Object.create(null);
  for (const [name, { command }] of Object.entries(COMMANDS)) routes[name] = command;
  const root = buildRouteMap({
    routes,
    docs: { brief: "Kernel events, named by pod, container and image" },
  });
  const [first] = args;
  const command = first !== undefined && Object.hasOwn(COMMANDS, first) ? first : undefined;
  return buildApplication(root, {
    name: "critter",
    scanner: {
      caseStyle: "allow-kebab-for-camel",
      allowArgumentEscapeSequence: true,
      // A letter or two that were forgotten, swapped or mistaken: else nearly everything is near.
      distanceOptions: { threshold: 3, weights: DISTANCE_WEIGHTS },
    },
    documentation: { disableAnsiColor: true },
    localization: { text: applicationText(command) },
  }, {
    help: {
      flag: {
        brief: "Print help",
        aliases: ["h"],
        global: true,
        defaultForRouteMap: true,
        async run(_app, { result }) {
          const { helpText } = await import("../help/reference.ts");
          this.process.stdout.write(helpText(allCommands(), result.prefix[1]));
        },
      },
    },
    version: {
      flag: {
        brief: "Print the version",
        run() {
          this.process.stdout.write(`critter ${VERSION}\n`);
        },
      },
    },
  });
}
