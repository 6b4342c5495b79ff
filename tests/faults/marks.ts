import type { ExpectedLabels } from "#tests/e2e/expect.ts";
import type { Line } from "#tests/e2e/critter.ts";
import { WORKLOAD_IMAGE } from "#tests/host/image.ts";

/** An exec that must become one line with these labels. */
interface Mark {
  readonly labels: ExpectedLabels;
  readonly excuse: Excuse | undefined;
}

/** Why a line need not have its labels. */
export type Excuse =
  /** Nobody could have known them in time: it may stay unresolved, but not be anybody else's. */
  | "unknown"
  /** Whoever was asked has lied: the line must be there, and that is all. */
  | "lied";

/** What a stream did to the marks. */
export interface Verdict {
  readonly lost: number;
  readonly mislabelled: number;
  readonly unlabelled: number;
  readonly notes: readonly string[];
}

const CONTAINER_ID = /[0-9a-f]{64}/g;
const NOTES = 3;

/** Execs with a word of their own among their arguments, and who they belong to. */
export class Marks {
  readonly #marks = new Map<string, Mark>();

  /** The exec that has this word as its second argument is `labels`' own. */
  expect(word: string, labels: ExpectedLabels, excuse?: Excuse): void {
    this.#marks.set(word, { labels, excuse });
  }

  /** A new word that is expected already. */
  add(labels: ExpectedLabels, excuse?: Excuse): string {
    const word = newWord();
    this.expect(word, labels, excuse);
    return word;
  }

  get size(): number {
    return this.#marks.size;
  }

  /** Whether all of them are in the stream. */
  allIn(lines: readonly Line[]): boolean {
    const seen = new Set<string>();
    for (const line of lines) {
      const word = line.process?.command_args?.[1];
      if (word !== undefined && this.#marks.has(word)) seen.add(word);
    }
    return seen.size === this.#marks.size;
  }

  /** Looks at the whole stream; `counted` execs may be missing as the stream itself says so. */
  judge(lines: readonly Line[], counted = 0): Verdict {
    const notes: string[] = [];
    const note = (text: string): void => void (notes.length < NOTES && notes.push(text));
    const seen = new Map<string, number>();
    let mislabelled = 0;
    let unlabelled = 0;
    for (const line of lines) {
      const wrong = strangers(line);
      if (wrong !== undefined) {
        mislabelled++;
        note(wrong);
      }
      const word = line.event === "process.exec" ? line.process?.command_args?.[1] : undefined;
      const mark = word === undefined ? undefined : this.#marks.get(word);
      if (word === undefined || mark === undefined) continue;
      seen.set(word, (seen.get(word) ?? 0) + 1);
      if (mark.excuse === "lied") continue;
      if (line.label_state !== "resolved") {
        if (line.label_state === "unresolved" && mark.excuse !== undefined) continue;
        unlabelled++;
        note(`${line.label_state} ${line.cgroup?.path}: ${line.label_reason}`);
        continue;
      }
      const difference = differs(line, mark.labels);
      if (difference === undefined) continue;
      mislabelled++;
      note(difference);
    }
    const missing = [...this.#marks.keys()].filter((word) => !seen.has(word));
    const doubled = [...seen.values()].filter((count) => count > 1).length;
    if (doubled > 0) note(`${doubled} written twice`);
    const lost = Math.max(0, missing.length - counted);
    if (lost > 0) note(`missing ${missing[0]} of ${this.#marks.get(missing[0] ?? "")?.labels.pod}`);
    return { lost, mislabelled: mislabelled + doubled, unlabelled, notes };
  }
}

/** A word that no other process has among its arguments. */
export function newWord(): string {
  return `mark-${crypto.randomUUID()}`;
}

/** Any line at all: the container named must be the one in its cgroup's path. */
function strangers({ label_state, container, cgroup }: Line): string | undefined {
  if (label_state === undefined || label_state === "unresolved") return undefined;
  const innermost = cgroup?.path?.match(CONTAINER_ID)?.at(-1);
  if (innermost === undefined || innermost === container?.id) return undefined;
  return `${cgroup?.path} is called ${label_state} ${container?.id}`;
}

function differs(line: Line, expected: ExpectedLabels): string | undefined {
  const found = JSON.stringify([
    line.container?.id,
    line.container?.name,
    line.container?.image?.reference,
    line.k8s?.namespace?.name,
    line.k8s?.pod?.name,
    line.k8s?.pod?.uid,
    Object.entries(line.k8s?.pod?.label ?? {}).sort(),
  ]);
  const { id, name, namespace, pod, uid, labels } = expected;
  const wanted = JSON.stringify([
    id,
    name,
    WORKLOAD_IMAGE,
    namespace,
    pod,
    uid,
    Object.entries(labels).sort(),
  ]);
  return found === wanted ? undefined : `${found} instead of ${wanted}`;
}
