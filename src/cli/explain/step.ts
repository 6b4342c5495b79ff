/** What a step is about, from the process to its pod. */
export type Stage = "process" | "lineage" | "cgroup" | "container" | "sandbox" | "pod" | "labels";

/** One step of an explanation: what was asked, what came of it, and how one knows. */
export interface Step {
  readonly stage: Stage;
  /** "fail": the way ends here. */
  readonly status: "ok" | "warn" | "fail";
  /** One sentence, without a full stop. */
  readonly text: string;
  /** Where that comes from: files, calls and answers, one a line. */
  readonly evidence: readonly string[];
  /** How long it took. */
  readonly milliseconds: number;
}

/** What a step found out, before it is known how long that took. */
export type Finding = Pick<Step, "status" | "text" | "evidence">;

/** Steps taken so far. */
export class Trail {
  readonly #steps: Step[] = [];

  /** In order. */
  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** Takes a step and measures it. */
  async take<T>(
    stage: Stage,
    work: () => Promise<{ readonly finding: Finding; readonly value: T }>,
  ): Promise<T> {
    const start = performance.now();
    const { finding, value } = await work();
    this.#steps.push({ stage, ...finding, milliseconds: performance.now() - start });
    return value;
  }
}

/** A finding and what it leads to. */
export function found<T>(
  text: string,
  evidence: readonly string[],
  value: T,
): { readonly finding: Finding; readonly value: T } {
  return { finding: { status: "ok", text, evidence }, value };
}

/** A finding that something is not as it should be; the way goes on. */
export function doubted<T>(
  text: string,
  evidence: readonly string[],
  value: T,
): { readonly finding: Finding; readonly value: T } {
  return { finding: { status: "warn", text, evidence }, value };
}

/** A finding that ends the way. */
export function broken(
  text: string,
  evidence: readonly string[],
): { readonly finding: Finding; readonly value: undefined } {
  return { finding: { status: "fail", text, evidence }, value: undefined };
}
