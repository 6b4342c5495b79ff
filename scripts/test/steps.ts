/** The steps of the whole test: gates, then tests from the small to the real. */

/** What a step needs of the machine. */
export type Need = "root" | "kernel" | "runtimes" | "bpf-tools" | "qemu";

/** One step. */
export interface Step {
  readonly name: string;
  /** Arguments of deno; a step without is skipped as there is nothing to do yet. */
  readonly args: readonly string[];
  /** A gate counts as one test; the others count what `deno test` or the fault suite says. */
  readonly gate: boolean;
  readonly needs?: readonly Need[];
  readonly env?: Readonly<Record<string, string>>;
}

const TEST = ["test", "-A", "--no-check"];
/** Folders that need the kernel, a runtime or other programs. */
const LIVE = ["kernel", "kernels", "host", "e2e", "pack", "shells"].map((name) => `tests/${name}`);
/** The packed program, which several steps try. */
const PACK = gate("build the packed program", "task", "-q", "pack");

function gate(name: string, ...args: string[]): Step {
  return { name, args, gate: true };
}

/** What other steps need: generated code. */
export const BUILD: readonly Step[] = [
  gate("build wasm", "task", "-q", "wasm"),
  gate("build proto", "task", "-q", "proto"),
];

/** Checks that only read the sources. */
const GATES: readonly Step[] = [
  gate("format", "fmt", "--check"),
  gate("lint", "lint", "-q"),
  gate("types", "check", "-q", "src", "tests", "scripts"),
  gate("documentation", "run", "-A", "-q", "--no-check", "scripts/test/documentation.ts"),
  gate("layout and writers match the events", "task", "-q", "events", "--check"),
  {
    ...gate("kernel object matches its source", "task", "-q", "bpf", "--check"),
    needs: ["bpf-tools"],
  },
  {
    ...gate(
      "packed start matches its source",
      "run",
      "-A",
      "scripts/pack/build_prologue.ts",
      "--check",
    ),
    needs: ["bpf-tools"],
  },
];

/** Tests without a live kernel or runtime. */
const UNIT: readonly Step[] = [
  {
    name: "unit and property tests",
    args: [...TEST, "--parallel", "bpf", "src", "scripts", ...otherTests()],
    gate: false,
    env: { DENO_JOBS: "2" },
  },
];

/** Tests on the real thing, one after another: they would disturb each other's timing. */
const REAL: readonly Step[] = [
  ...tests("shells and manual", "tests/shells"),
  ...tests("kernel integration", "tests/kernel", "root", "kernel"),
  ...tests("real runtimes", "tests/host", "root", "runtimes"),
  ...tests("end to end", "tests/e2e", "root", "kernel", "runtimes"),
  {
    name: "faults",
    args: ["run", "-A", "-q", "--no-check", "tests/faults/run.ts"],
    gate: false,
    needs: ["root", "kernel", "runtimes", "bpf-tools"],
  },
  ...tests("packed program", "tests/pack", "root", "kernel"),
  PACK,
  {
    ...gate("smoke test without a cluster", "run", "-A", "--no-check", "scripts/smoke/local.ts"),
    needs: ["root", "kernel", "runtimes"],
  },
  ...tests("end to end, packed", "tests/e2e", "root", "kernel", "runtimes").map((step) => ({
    ...step,
    // away from the sources and their configuration
    env: { CRITTER: `env --chdir=/ ${new URL("../../dist/critter", import.meta.url).pathname}` },
  })),
];

/** The packed program on stock kernels, each in a machine of its own. */
const KERNELS: readonly Step[] = [PACK, ...tests("stock kernels", "tests/kernels", "root", "qemu")];

/** What can be chosen, by name, in the order in which it runs. */
export const GROUPS = { gates: GATES, unit: UNIT, real: REAL, kernels: KERNELS } as const;

/** A group's name. */
export type Group = keyof typeof GROUPS;

/**
 * The groups that arguments name; all without any.
 *
 * @throws {TypeError} When a word is no group's name.
 */
export function chooseGroups(words: readonly string[]): ReadonlySet<Group> {
  const names = Object.keys(GROUPS) as Group[];
  const unknown = words.filter((word) => !(names as string[]).includes(word));
  if (unknown.length > 0) {
    throw new TypeError(
      `Cannot test ${unknown.join(", ")} as the groups are ${
        names.join(", ")
      }; without a word all are tested`,
    );
  }
  return new Set(words.length === 0 ? names : names.filter((name) => words.includes(name)));
}

function tests(name: string, folder: string, ...needs: Need[]): Step[] {
  return exists(folder) ? [{ name, args: [...TEST, folder], gate: false, needs }] : [];
}

/** What is below tests/ besides; deno's own --ignore works for the first folder only. */
function otherTests(): string[] {
  return [...Deno.readDirSync("tests")]
    .filter(({ name, isDirectory }) => isDirectory || name.endsWith("_test.ts"))
    .map(({ name }) => `tests/${name}`)
    .filter((path) => !LIVE.includes(path))
    .sort();
}

function exists(folder: string): boolean {
  try {
    return Deno.statSync(folder).isDirectory;
  } catch {
    return false;
  }
}
