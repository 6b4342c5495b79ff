import { CGROUP_MKDIR } from "#wire";
import type { HotPathOptions, LabelCommand, Notice } from "#hotpath/types.ts";
import { plainItems, type PlainRecord } from "./plain_decoder.ts";
import { unanswered } from "./plain_lineage.ts";

interface Slot {
  readonly cgroup: bigint;
  action: "hold" | "write" | "drop" | "drop_host";
  known: boolean;
  host: boolean;
  wanted: boolean;
  fragment: string;
  forgotten: boolean;
  deadline: bigint;
  /** Orders equal deadlines. */
  since: number;
  waiting: PlainRecord[];
}

interface ClockStep {
  readonly fromNs: bigint;
  readonly offsetNs: bigint;
}

/** The hot path as plain TypeScript with unlimited memory: what HotPath must do, for tests. */
export class PlainHotPath {
  readonly notices: Notice[] = [];
  output = "";
  readonly counts = { malformed: 0, unknown_type: 0, discarded: 0, filtered: 0 };
  readonly #options: HotPathOptions;
  readonly #slots = new Map<bigint, Slot>();
  readonly #released: Slot[] = [];
  /** Names of the files that runs of programs run: none is ever forgotten. */
  readonly #programs = new Map<bigint, string>();
  #clockSteps: ClockStep[] = [];
  #salt = 0n;
  #lines = 0;
  #holds = 0;

  constructor(options: HotPathOptions) {
    this.#options = options;
  }

  get done(): boolean {
    return this.#lines === this.#options.maxEvents;
  }

  consume(ring: Uint8Array): void {
    this.flush();
    for (const item of plainItems(ring)) {
      if (this.done) return;
      if (item.kind === "record") this.#event(item.record);
      else this.counts[item.kind]++;
    }
  }

  stepClock(fromNs: bigint, offsetNs: bigint): void {
    const before = this.#clockSteps.filter((step) => step.fromNs < fromNs);
    this.#clockSteps = [...before, { fromNs, offsetNs }].slice(-64);
  }

  setBoot(salt: bigint): void {
    this.#salt = salt;
  }

  wallClock(bootNs: bigint): bigint {
    const step = this.#clockSteps.findLast(({ fromNs }) => fromNs <= bootNs) ?? this.#clockSteps[0];
    return bootNs + (step?.offsetNs ?? 0n);
  }

  apply(command: LabelCommand): void {
    const slot = this.#slots.get(command.cgroup);
    if (command.kind === "forget") return this.#forget(slot);
    if (command.kind === "hold") {
      return this.#hold(slot ?? this.#insert(command.cgroup), command);
    }
    const next = slot ?? this.#insert(command.cgroup);
    const dropHost = command.host && !this.#options.includeHost;
    next.action = dropHost ? "drop_host" : command.pass === false ? "drop" : "write";
    next.known = true;
    next.host = command.host;
    next.forgotten = false;
    next.fragment = command.fragment;
    this.#release(next);
  }

  expire(nowNs: bigint): bigint {
    const due = this.#waiting().filter((slot) => slot.deadline <= nowNs);
    for (const slot of due) this.#giveUp(slot);
    return this.#waiting()[0]?.deadline ?? -1n;
  }

  releaseAll(): void {
    for (const slot of this.#waiting()) this.#giveUp(slot);
  }

  flush(): void {
    for (const slot of this.#released.splice(0)) {
      for (const record of slot.waiting.splice(0)) {
        if (slot.action === "drop" || slot.action === "drop_host") this.counts.filtered++;
        else this.#write(record, slot);
      }
      if (slot.forgotten) this.#slots.delete(slot.cgroup);
    }
  }

  #event(record: PlainRecord): void {
    const { program } = record;
    if (program?.name !== undefined) this.#programs.set(record.runKey, program.name);
    else if (program !== undefined) this.#programs.delete(record.runKey);
    if (record.quiet) return;
    const wanted = ((this.#options.types >> record.type) & 1) === 1;
    if (record.path !== undefined) {
      const kind = record.type === CGROUP_MKDIR ? "mkdir" : "rmdir";
      const { cgroup, path } = record;
      if (kind === "mkdir" && !this.#slots.has(cgroup)) this.#insert(cgroup);
      this.notices.push({ kind, cgroup, path });
      if (!wanted) return;
    } else if (!wanted) {
      return void this.counts.filtered++;
    }
    let slot = this.#slots.get(record.cgroup);
    if (slot === undefined) {
      this.notices.push({ kind: "unknown", cgroup: record.cgroup });
      slot = this.#insert(record.cgroup);
    }
    if (slot.action === "write") return this.#write(record, slot);
    if (slot.action !== "hold") return void this.counts.filtered++;
    if (slot.waiting.length === 0) {
      slot.deadline = record.timeNs + this.#options.holdLimitNs;
      slot.since = this.#holds++;
    }
    slot.waiting.push(record);
  }

  #insert(cgroup: bigint): Slot {
    const slot: Slot = {
      cgroup,
      action: "hold",
      known: false,
      host: false,
      wanted: true,
      fragment: "",
      forgotten: false,
      deadline: 0n,
      since: 0,
      waiting: [],
    };
    this.#slots.set(cgroup, slot);
    return slot;
  }

  #hold(slot: Slot, command: Extract<LabelCommand, { kind: "hold" }>): void {
    if (slot.forgotten) {
      slot.forgotten = false;
      slot.known = false;
      slot.action = "hold";
    }
    if (slot.known) return;
    slot.host = false;
    slot.fragment = command.fragment;
    slot.wanted = command.pass !== false;
    if (slot.action !== "hold") slot.action = slot.wanted ? "write" : "drop";
  }

  #forget(slot: Slot | undefined): void {
    if (slot === undefined) return;
    if (slot.waiting.length === 0) return void this.#slots.delete(slot.cgroup);
    slot.forgotten = true;
    if (slot.action === "hold") this.#giveUp(slot);
  }

  #giveUp(slot: Slot): void {
    slot.action = slot.wanted ? "write" : "drop";
    this.#release(slot);
  }

  #release(slot: Slot): void {
    if (slot.waiting.length > 0 && !this.#released.includes(slot)) this.#released.push(slot);
  }

  /** Slots whose events wait for labels, by deadline, the longest known first. */
  #waiting(): Slot[] {
    return [...this.#slots.values()]
      .filter((slot) => slot.waiting.length > 0 && !this.#released.includes(slot))
      .sort((a, b) =>
        a.deadline === b.deadline ? a.since - b.since : a.deadline < b.deadline ? -1 : 1
      );
  }

  #write(record: PlainRecord, slot: Slot): void {
    if (this.done) return;
    if (slot.host && record.ofContainers) return void this.counts.filtered++;
    this.#lines++;
    const context = {
      wallClock: (bootNs: bigint) => this.wallClock(bootNs),
      salt: this.#salt,
      inContainer: !slot.host,
      program: (key: bigint) => this.#programs.get(key),
      label: (cgroup: bigint) => this.#slots.get(cgroup),
    };
    this.output += record.line(context) + (slot.fragment || unanswered(record.cgroup));
  }
}
