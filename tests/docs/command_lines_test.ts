import { buildApplication, buildRouteMap, type Command, run } from "@stricli/core";
import assert from "assert";
import { COMMANDS } from "#cli/app/commands.ts";
import { commandLine } from "#cli/app/command_line.ts";
import type { CliHost } from "#cli/host.ts";
import { pages } from "./pages.ts";

/** A command line that a document or a help text tells to type. */
interface CommandLine {
  readonly where: string;
  readonly line: string;
  /** Whether it is whole; a sentence may leave out what is of no matter. */
  readonly whole: boolean;
}

/** Lines of blocks, and words within sentences; what is left out in a sentence is "…". */
const IN_BLOCK = /(?:^|deno task |&& |<\(| -- \/)critter (.+)$/;
const IN_SENTENCE = /`(?:deno task )?critter ([^`…]+)`/g;

/** What a shell would give the program, up to where the line leads on to another one. */
function argumentsOf(line: string): string[] {
  const args: string[] = [];
  for (const [word] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    if (/^(?:[|#<]|[0-9]?>|&&)/.test(word)) break;
    args.push(word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2").replace(/\)$/, ""));
  }
  return args;
}

function inDocuments(): CommandLine[] {
  return pages().flatMap(({ path, text }) => {
    const blocks = [...text.matchAll(/^```sh$(.*?)^```$/gms)].flatMap(([, block = ""]) =>
      block.split("\n").flatMap((line) => IN_BLOCK.exec(line)?.[1] ?? [])
    );
    const prose = text.replace(/^```.*?^```$/gms, "").replace(/(?<=\S)\n(?=\S)/g, " ");
    const words = [...prose.matchAll(IN_SENTENCE)].map(([, line = ""]) => line);
    return [
      ...blocks.map((line) => ({ where: path, line, whole: true })),
      ...words.map((line) => ({ where: path, line, whole: false })),
    ];
  });
}

function inHelp(): CommandLine[] {
  return Object.entries(COMMANDS).flatMap(([name, { texts }]) =>
    texts.examples.map(({ command }) => ({
      where: `critter ${name} --help`,
      line: IN_BLOCK.exec(command)?.[1] ?? command,
      whole: true,
    }))
  );
}

/** Why critter would not take a command line; "" where it would. Nothing is run. */
async function refusal(args: readonly string[]): Promise<string> {
  const routes = Object.fromEntries(
    Object.entries(COMMANDS).map(([name, { command }]): [string, Command<CliHost>] => [
      name,
      { ...command, loader: () => Promise.resolve(() => {}) },
    ]),
  );
  const app = buildApplication(buildRouteMap({ routes, docs: { brief: "" } }), {
    name: "critter",
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
  });
  let said = "";
  const silent = { write: () => {} };
  const process = {
    stdout: silent,
    stderr: { write: (text: string) => said += text },
    exitCode: 0,
  };
  await run(app, args, { process, env: () => undefined } as unknown as CliHost);
  return said;
}

Deno.test("critter takes every command line that documents and --help tell to type", async () => {
  const examples = inHelp();
  assert.ok(examples.length >= Object.keys(COMMANDS).length);
  const lines = [...examples, ...inDocuments()];
  assert.ok(lines.length > examples.length + 30, `${lines.length} lines`);
  const refused: string[] = [];
  for (const { where, line, whole } of lines) {
    const [first = "", ...rest] = argumentsOf(line);
    // "critter COMMAND", "critter watch [flags]", and what critter itself takes.
    if (/^[A-Z]+$/.test(first) || rest.includes("[flags]") || /^-/.test(first)) continue;
    // A pod's folder, which need not be here.
    const args = [first, ...rest].map((word) => word === "/host" ? "/" : word);
    const why = await refusal(commandLine(args).words);
    const isLeftOut = !whole && /^Expected (?:argument|input) for /.test(why);
    if (why !== "" && !isLeftOut) refused.push(`${where}: ${line}: ${why}`);
  }
  assert.deepEqual(refused, []);
});

Deno.test("a command line with a flag that is not there would be found", async () => {
  assert.match(await refusal(["watch", "--evnt", "x"]), /evnt/);
  assert.match(await refusal(["logs"]), /argument/i);
});
