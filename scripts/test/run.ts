/**
 * The whole test: `deno task test`. Prints a line a step as it ends, what failed, what could not
 * run and why, and at last `N passed, N failed`. With CI=true what could not run has failed.
 * Arguments choose among the groups; a word that is none is refused with exit code 2.
 */
import { emptyCgroups, leaks } from "#tests/host/place.ts";
import { sweep } from "#tests/host/sweep.ts";
import { isRoot, which } from "#tests/host/requirements.ts";
import { findUnmet, NOTHING_UNMET, type Unmet } from "./needs.ts";
import { runStep, type StepResult, stopSteps } from "./run_step.ts";
import { BUILD, chooseGroups, type Group, GROUPS, type Step } from "./steps.ts";

const encoder = new TextEncoder();
const results: StepResult[] = [];
const groups = chosenGroups();
/** Every temporary file of the tests is below. */
const folder = makeShortFolder();
const done = new Set<Step>();

function chosenGroups(): ReadonlySet<Group> {
  try {
    return chooseGroups(Deno.args);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    Deno.stderr.writeSync(encoder.encode(`${error.message}\n`));
    Deno.exit(2);
  }
}

/** Unix sockets' paths must fit into 108 bytes and podman's folders into 50: Deno's names are too long. */
function makeShortFolder(): string {
  const name = crypto.getRandomValues(new Uint8Array(3)).toHex();
  const path = `${Deno.env.get("TMPDIR") ?? "/tmp"}/ct-${name}`;
  Deno.mkdirSync(path, { mode: 0o700 });
  return path;
}

function print(text: string): void {
  Deno.stdout.writeSync(encoder.encode(`${text}\n`));
}

async function runAll(steps: readonly Step[], unmet: Unmet): Promise<void> {
  for (const step of steps) {
    // one that several groups begin with runs once
    if (done.has(step)) continue;
    done.add(step);
    report(await runStep(step, unmet, folder));
  }
}

function report(result: StepResult): void {
  results.push(result);
  print(row(result));
  if (result.output !== "") print(result.output);
}

/**
 * The last gate: no process, mount, file or cgroup of the tests is there any more.
 *
 * @param before Cgroups that were there, and empty, at the start.
 */
async function checkNothingLeft(before: ReadonlySet<string>): Promise<void> {
  const found = [
    ...leaks(folder).filter((what) => what !== `folder ${folder}`),
    ...[...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`),
    ...[...emptyCgroups()].filter((path) => !before.has(path)),
  ];
  report({
    name: "nothing is left behind",
    passed: found.length === 0 ? 1 : 0,
    failed: found.length === 0 ? 0 : 1,
    notRun: [],
    seconds: 0,
    output: found.join("\n"),
  });
  if (found.length === 0) await Deno.remove(folder);
}

function row({ name, passed, failed, notRun, seconds }: StepResult): string {
  const numbers = [passed, failed, notRun.length].map((value) => String(value).padStart(7));
  return `${name.padEnd(34)}${numbers.join(" ")} ${seconds.toFixed(1).padStart(8)} s`;
}

/** On a new machine, root can install the packages; nobody else has to. */
async function installPackages(): Promise<void> {
  if (!isRoot() || which("apt-get") === undefined) return;
  await new Deno.Command(new URL("prepare", import.meta.url).pathname).spawn().status;
}

async function main(): Promise<boolean> {
  const start = performance.now();
  const before = emptyCgroups();
  const stepsOf = (name: Group) => groups.has(name) ? GROUPS[name] : [];
  if (groups.has("real") || groups.has("kernels")) await installPackages();
  print(`${"step".padEnd(34)} passed  failed not run     time`);
  await runAll(BUILD, NOTHING_UNMET);
  const unmet = await findUnmet();
  await Promise.all([runAll(stepsOf("gates"), unmet), runAll(stepsOf("unit"), unmet)]);
  await runAll([...stepsOf("real"), ...stepsOf("kernels")], unmet);
  await checkNothingLeft(before);

  const notRun = results.flatMap((result) => result.notRun);
  if (notRun.length > 0) print(`\nCould not run:\n${notRun.map((text) => `  ${text}`).join("\n")}`);
  const sum = (key: "passed" | "failed") =>
    results.reduce((total, result) => total + result[key], 0);
  const failed = sum("failed") + (Deno.env.get("CI") === "true" ? notRun.length : 0);
  const names = results.filter((result) => result.failed > 0).map(({ name }) => name);
  if (names.length > 0) print(`\nFailed: ${names.join(", ")}`);
  print(`\n${((performance.now() - start) / 1000).toFixed(0)} s`);
  print(`${sum("passed")} passed, ${failed} failed`);
  return failed === 0;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, async () => {
    print(`\nEnding on ${signal}`);
    await stopSteps();
    await sweep(folder);
    Deno.exit(130);
  });
}
Deno.exit(await main() ? 0 : 1);
