import type { ContainerVerdicts } from "#filter/decide/containers.ts";
import { LabelFilter } from "#labels/filter/label_filter.ts";
import type { LabelUpdate } from "#labels/update.ts";
import type { LineFilter } from "./options.ts";

/** Decides for one cgroup after another what becomes of its events: by the flags of names, and by --filter. */
export class LabelDecisions {
  readonly #flags: LabelFilter;
  readonly #verdicts: ContainerVerdicts | undefined;

  private constructor(flags: LabelFilter, verdicts: ContainerVerdicts | undefined) {
    this.#flags = flags;
    this.#verdicts = verdicts;
  }

  /** Those of a filter; what expressions need is loaded where there is one. */
  static async of({ containers, expression }: LineFilter): Promise<LabelDecisions> {
    const flags = new LabelFilter(containers);
    if (expression === undefined) return new LabelDecisions(flags, undefined);
    const { ContainerVerdicts } = await import("#filter/decide/containers.ts");
    return new LabelDecisions(flags, new ContainerVerdicts(expression));
  }

  /** Whether any container has passed the flags so far. */
  get matched(): boolean {
    return this.#flags.matched;
  }

  /** The update with the decision in it. */
  decide(update: LabelUpdate): LabelUpdate {
    const decided = this.#flags.decide(update);
    const verdicts = this.#verdicts;
    if (verdicts === undefined) return decided;
    if (decided.kind === "forget") {
      verdicts.forget(decided.cgroup);
      return decided;
    }
    const { cgroup, fragment, kind, pass } = decided;
    const verdict = verdicts.decide({ cgroup, fragment, open: kind === "hold" });
    if (pass === false || verdict.kind === "none") return { ...decided, pass: false };
    return verdict.kind === "asked" ? { ...decided, predicate: verdict.predicate } : decided;
  }
}
