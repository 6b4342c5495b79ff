import { compileFilter } from "#filter/compile/compile_filter.ts";
import { ContainerVerdicts } from "#filter/decide/containers.ts";
import type { HotPathOptions, LabelCommand } from "#hotpath/types.ts";
import { hotPathFilter } from "#pipeline/hot_path_filter.ts";

/** What is asked of the hot path beside writing everything. */
export const VARIANTS = {
  /** Decided once a container: all pass. */
  labels: 'label_state == "resolved" && k8s.namespace.name != "nowhere"',
  /** Three comparisons on each record: all pass. */
  records: "process.pid > 0 && process.user.id != 4000000000 && process.parent_pid != 4000000001",
  /** Three comparisons of which the last turns each event away. */
  away: "process.pid > 0 && process.user.id != 4000000000 && process.parent_pid == 4000000001",
  /** Secrets are masked. */
  redaction: undefined,
} as const;

/** A name of {@linkcode VARIANTS}. */
export type Variant = keyof typeof VARIANTS;

/** The hot path's options of a variant, and what it makes of a label. */
export function variantOf(name: Variant): {
  readonly options: Partial<HotPathOptions>;
  readonly decide: (command: Extract<LabelCommand, { kind: "final" }>) => LabelCommand;
} {
  const expression = VARIANTS[name];
  if (expression === undefined) {
    return { options: { redaction: { automata: [] } }, decide: (command) => command };
  }
  const compiled = compileFilter([expression]);
  const verdicts = new ContainerVerdicts(compiled);
  return {
    options: hotPathFilter({ types: compiled.types, includeHost: true, expression: compiled }),
    decide: (command) => {
      const { cgroup, fragment } = command;
      const verdict = verdicts.decide({ cgroup, fragment, open: false });
      return verdict.kind === "asked"
        ? { ...command, predicate: verdict.predicate }
        : { ...command, pass: verdict.kind === "all" };
    },
  };
}
