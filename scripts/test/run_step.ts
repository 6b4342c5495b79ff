/** Runs one step and counts what passed. */
import type { Unmet } from "./needs.ts";
import type { Step } from "./steps.ts";

/** How a step went. */
export interface StepResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** What could not run, and why, a sentence each. */
  readonly notRun: readonly string[];
  readonly seconds: number;
  /** What it printed, when something failed. */
  readonly output: string;
}

const running = new Set<Deno.ChildProcess>();
let stopping = false;

/** Ends the steps that run, without regard to what they have started. */
export async function stopSteps(): Promise<void> {
  stopping = true;
  for (const child of running) child.kill("SIGKILL");
  await Promise.all([...running].map((child) => child.status));
}

/** Runs a step to its end; its temporary files go below `folder`. */
export async function runStep(step: Step, unmet: Unmet, folder: string): Promise<StepResult> {
  const reasons = (step.needs ?? []).flatMap((need) => unmet[need] ?? []);
  if (reasons.length > 0) {
    return nothing(step, `${step.name}: ${[...new Set(reasons)].join("; ")}`);
  }
  const start = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [...step.args],
    // What runs of critter share lies in no folder of the machine's.
    env: { NO_COLOR: "1", TMPDIR: folder, RUNTIME_DIRECTORY: "/dev/null", ...step.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  running.add(child);
  const { success, code, signal, stdout, stderr } = await child.output();
  running.delete(child);
  // whoever stopped it ends this process: no step follows
  if (stopping) await new Promise<never>(() => {});
  const seconds = (performance.now() - start) / 1000;
  const decoder = new TextDecoder();
  const text = stripNoise(decoder.decode(stdout) + decoder.decode(stderr));
  const count = step.gate ? undefined : countTests(text);
  if (count === undefined) {
    // no summary at all: it was not its tests that ended it
    const output = success ? "" : `${text}\nended with ${signal ?? `code ${code}`}`;
    return {
      name: step.name,
      passed: success ? 1 : 0,
      failed: success ? 0 : 1,
      notRun: [],
      seconds,
      output,
    };
  }
  // a run that breaks outside of its tests has failed although no test has
  const failed = Math.max(count.failed, success ? 0 : 1);
  return {
    name: step.name,
    passed: count.passed,
    failed,
    notRun: ignoredTests(text).map((name) => `${step.name}: ${name}`),
    seconds,
    output: failed > 0 ? text : "",
  };
}

/** What is left for those who look for what went wrong. */
function stripNoise(text: string): string {
  return text.replace(
    /^(?:.* \.\.\. ok \(.*\)|running \d+ tests? from .*|Check .*|Download .*)\n/gm,
    "",
  );
}

function nothing(step: Step, reason: string): StepResult {
  return { name: step.name, passed: 0, failed: 0, notRun: [reason], seconds: 0, output: "" };
}

/** The numbers in the last line of `deno test` or of the fault suite; undefined when it did not get that far. */
export function countTests(text: string): { passed: number; failed: number } | undefined {
  const summary =
    /\| (\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed|^(\d+) passed, (\d+) failed/gm;
  const found = [...text.matchAll(summary)].at(-1)?.filter((part) => part !== undefined);
  return found === undefined ? undefined : { passed: Number(found[1]), failed: Number(found[2]) };
}

/** The tests that `deno test` left out. */
export function ignoredTests(text: string): string[] {
  return [...text.matchAll(/^(.*) \.\.\. ignored/gm)].map((match) => (match[1] ?? "").trim());
}
