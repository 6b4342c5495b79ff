/** What a fault of the suite is, and what came of it. */

/** How long and how often faults are tried. */
export interface Effort {
  /** As often and as long as the project promises, instead of what a test run can wait for. */
  readonly full: boolean;
  /** Seed of everything random; printed, so that a run can be repeated. */
  readonly seed: number;
}

/** What came of one fault. */
export interface Outcome {
  readonly tried: number;
  /** How often the program did what it should: went on, or ended with one clear sentence. */
  readonly survived: number;
  /** Events that happened and neither became a line nor were counted as lost. */
  readonly lost: number;
  /** Lines with another's labels, doubled lines, lines that are none. */
  readonly mislabelled: number;
  /** Lines without labels although somebody knew them. */
  readonly unlabelled: number;
  /** What was measured or went wrong, a few words each. */
  readonly notes: readonly string[];
}

/** Something that goes wrong, on purpose. */
export interface Fault {
  readonly name: string;
  /** Left out unless everything is wanted. */
  readonly slow?: boolean;
  readonly run: (effort: Effort) => Promise<Outcome>;
}

/** Whether a fault did no harm. */
export function isFine({ tried, survived, lost, mislabelled, unlabelled }: Outcome): boolean {
  return tried > 0 && survived === tried && lost + mislabelled + unlabelled === 0;
}

/** One outcome of several. */
export function sum(outcomes: readonly Outcome[]): Outcome {
  const add = (pick: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + pick(outcome), 0);
  return {
    tried: add(({ tried }) => tried),
    survived: add(({ survived }) => survived),
    lost: add(({ lost }) => lost),
    mislabelled: add(({ mislabelled }) => mislabelled),
    unlabelled: add(({ unlabelled }) => unlabelled),
    notes: outcomes.flatMap(({ notes }) => notes),
  };
}
