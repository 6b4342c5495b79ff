import { type EventLine, valueAt } from "#output/event/line.ts";
import { LOSS_EVENT } from "#events/loss.ts";
import { type Candidate, mayBeMeant } from "./candidates.ts";
import { isTelling, Life, type Told } from "./recorded_life.ts";
import { isSameProcess, type Named, type Subject } from "./subject.ts";
import { Tail } from "./tail.ts";

/** So many lives of one container are kept: one that is started again and again has many. */
const LIVES_KEPT = 20;

/** A container of a recording, and its lives. */
export interface RecordedContainer extends Candidate {
  readonly image?: string;
  readonly lives: readonly Life[];
}

/** A process of a recording: one of those that had the pid. */
export interface RecordedProcess {
  readonly pid: number;
  /** Of its last line. */
  readonly line: EventLine;
  /** Of each of its runs that has a line. */
  readonly execIds: readonly string[];
  readonly life: Life;
}

/** What a recording tells of somebody's end, line by line; of all others only the names are kept. */
export class Recorded {
  readonly #containers = new Map<string, Container>();
  readonly #processes: Processes | undefined;
  readonly #named: Named | undefined;
  /** Pods whose sandboxes may be meant by their ids: containers do not name theirs. */
  readonly #pods = new Set<string>();
  /** Events that the recording misses so far. */
  lost = 0n;
  /** Whether it tells of ends of containers, as those of 0.1 do not. */
  tellsOfContainers = false;

  constructor(subject: Subject) {
    this.#named = subject.kind === "process" ? undefined : subject;
    const process = subject.kind === "process" ? subject : undefined;
    const wanted = process ?? (subject.kind === "any" ? subject.process : undefined);
    this.#processes = wanted === undefined ? undefined : new Processes(wanted);
  }

  /** Every container, whether it is meant or not. */
  get containers(): readonly RecordedContainer[] {
    return [...this.#containers.values()];
  }

  /** The processes that had the pid that is asked for, in the order in which they were seen. */
  get processes(): readonly RecordedProcess[] {
    return this.#processes?.all ?? [];
  }

  /** Takes the next line. */
  take(json: string): void {
    const line = JSON.parse(json) as EventLine;
    if (line.event === LOSS_EVENT) {
      const count = valueAt(line, "loss.count");
      if (typeof count === "string") this.lost += BigInt(count);
      return;
    }
    this.tellsOfContainers ||= valueAt(line, "process.exec_id") !== undefined;
    const told = { json, line };
    this.#processes?.take(told, this.lost);
    const id = line.container?.id;
    if (id === undefined || this.#named === undefined) return;
    const container = this.#containers.get(id) ?? new Container(id, this.lost);
    this.#containers.set(id, container);
    container.take(told, this.lost, () => this.#isMeant(container));
  }

  #isMeant(container: Container): boolean {
    if (this.#named === undefined) return false;
    const { namespace, pod, sandbox } = container;
    const podName = pod === undefined ? undefined : `${namespace}/${pod}`;
    const isMeant = mayBeMeant(container, this.#named);
    if (isMeant && sandbox && podName !== undefined) this.#pods.add(podName);
    return isMeant || (podName !== undefined && this.#pods.has(podName));
  }
}

class Container implements RecordedContainer {
  readonly id: string;
  sandbox = false;
  runtime = "unknown";
  name?: string;
  namespace?: string;
  pod?: string;
  podUid?: string;
  image?: string;
  readonly #lives = new Tail<Life>(LIVES_KEPT);

  constructor(id: string, lost: bigint) {
    this.id = id;
    this.#begin(lost);
  }

  get lives(): readonly Life[] {
    return this.#lives.items;
  }

  take(told: Told, lost: bigint, mayBeMeant: () => boolean): void {
    const { line } = told;
    this.#call(line);
    switch (line.event) {
      case "container.start":
        (this.#isOver() || this.#life.start !== undefined ? this.#begin(lost) : this.#life)
          .start = line;
        break;
      case "container.exit": {
        const life = this.#isOver() ? this.#begin(lost) : this.#life;
        life.end = line;
        life.lostAtEnd = lost;
        break;
      }
      case "process.exit":
        if (!this.#isOver()) this.#life.lastExit = line;
        break;
    }
    // Who has no name yet may turn out to be the one that is meant.
    const isMeant = mayBeMeant() || line.label_state !== "resolved";
    if (isMeant && isTelling(line)) this.#life.add(told);
  }

  get #life(): Life {
    return this.#lives.last ?? this.#begin(0n);
  }

  #begin(lost: bigint): Life {
    const life = new Life();
    life.lostAtStart = lost;
    this.#lives.push(life);
    return life;
  }

  #isOver(): boolean {
    return this.#life.end !== undefined;
  }

  /** Names come with the first line that has them, and may come late. */
  #call({ container, k8s }: EventLine): void {
    const name = k8s?.container?.name ?? container?.name;
    this.sandbox ||= container?.sandbox === true;
    this.runtime = container?.runtime?.name ?? this.runtime;
    if (name !== undefined) this.name = name;
    if (k8s?.namespace?.name !== undefined) this.namespace = k8s.namespace.name;
    if (k8s?.pod?.name !== undefined) this.pod = k8s.pod.name;
    if (k8s?.pod?.uid !== undefined) this.podUid = k8s.pod.uid;
    const image = container?.image?.reference ?? container?.image?.name;
    if (image !== undefined) this.image = image;
  }
}

/** Processes that had one pid, one after the other. */
class Processes {
  readonly #wanted: Extract<Subject, { readonly kind: "process" }>;
  readonly #byCreation = new Map<string, { line: EventLine; execIds: Set<string>; life: Life }>();
  /** Children's ends that came before any line of their parent. */
  readonly #before = new Life();

  constructor(wanted: Extract<Subject, { readonly kind: "process" }>) {
    this.#wanted = wanted;
  }

  get all(): readonly RecordedProcess[] {
    const { pid, execId } = this.#wanted;
    return [...this.#byCreation.values()]
      .map(({ line, execIds, life }) => ({ pid, line, execIds: [...execIds], life }))
      .filter(({ execIds }) =>
        execId === undefined || execIds.some((one) => isSameProcess(one, execId))
      );
  }

  take(told: Told, lost: bigint): void {
    const { line } = told;
    const { pid } = this.#wanted;
    if (line.process?.pid === pid) this.#own(told, lost);
    else if (line.process?.parent_pid === pid && line.event === "process.exit" && isTelling(line)) {
      (this.#byCreation.values().toArray().at(-1)?.life ?? this.#before).add(told);
    }
  }

  #own(told: Told, lost: bigint): void {
    const { line } = told;
    const creation = String(valueAt(line, "process.creation.time"));
    let process = this.#byCreation.get(creation);
    if (process === undefined) {
      const life = this.#byCreation.size === 0 ? this.#before : new Life();
      life.lostAtStart = lost;
      process = { line, execIds: new Set(), life };
      this.#byCreation.set(creation, process);
    }
    process.line = line;
    const execId = valueAt(line, "process.exec_id");
    if (typeof execId === "string") process.execIds.add(execId);
    const { life } = process;
    if (line.event === "process.exit") {
      life.end = line;
      life.lostAtEnd = lost;
    } else if (isTelling(line)) life.add(told);
    else life.start ??= line;
  }
}
