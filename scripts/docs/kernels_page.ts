/** The page of kernels: what each tells of each kind of event, from the tests' expectations. */
import { CONFIGURATION_NAMES, CONFIGURATIONS } from "#tests/kernels/configurations.ts";
import { type Expectation, EXPECTATIONS } from "#tests/kernels/expectations.ts";
import { table } from "./table.ts";

/** The page as Markdown. */
export function kernelsPage(): string {
  const titles = CONFIGURATION_NAMES.map((name) => CONFIGURATIONS[name].title);
  const rows = Object.entries(EXPECTATIONS).map(([kind, { on }]) => [
    code(kind),
    ...CONFIGURATION_NAMES.map((name) => cell(on[name])),
  ]);
  return [
    "<!-- Made by scripts/docs/kernels.ts from tests/kernels/expectations.ts; not to be edited. -->",
    "# Kernels",
    INTRODUCTION,
    table(["event", ...titles], rows),
    HOSTS,
  ].join("\n\n") + "\n";
}

const INTRODUCTION =
  `How critter learns of each type of event, by kernel: the program's type and where it is attached, and the keys that its lines
lack there. A dash: that kernel does not tell of it.

\`deno task test kernels\` proves every cell: it boots Debian's stock kernels (linux-image-…-cloud-amd64) with the packed critter and a
runtime that is scripted, and compares where programs are attached, the keys and the values.`;

const HOSTS =
  `The first column is the machine that the tests run on: version 1 and version 2 of cgroups side by side, and a kernel that refuses
fentry, fexit and LSM programs. The others have version 2 alone where the title says nothing else.`;

function cell(expectation: Expectation | undefined): string {
  if (expectation === undefined) return "–";
  const { hook, missing = [] } = expectation;
  return missing.length === 0
    ? code(hook)
    : `${code(hook)}, without ${missing.map(code).join(", ")}`;
}

function code(text: string): string {
  return `\`${text}\``;
}
