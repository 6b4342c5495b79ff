import type { HookInUse } from "#kernel/bpf/hook_choice.ts";
import type { Hierarchy } from "#kernel/cgroup/hierarchy.ts";
import type { EventFd } from "#kernel/eventfd.ts";
import type { Notice } from "#hotpath/types.ts";
import type { LabelUpdate } from "#labels/update.ts";
import type { EventPathOptions, FromEventPath, ToEventPath } from "./messages.ts";
import type { EndReason, WatchSummary } from "../options.ts";
import { Watchdog } from "./watchdog.ts";

/** The event path could not begin, or broke. */
export class EventPathError extends Error {
  override readonly name: string;
  /** The errno's name, e.g. `EPERM`, when the kernel said no. */
  readonly code: string | undefined;
  /** The kernel's own words, several lines. */
  readonly log: string | undefined;

  constructor(failure: Extract<FromEventPath, { kind: "failed" }>) {
    super(failure.message);
    this.name = failure.name;
    this.code = failure.code;
    this.log = failure.log;
  }
}

/** The event path is there, but does nothing any more. */
export class StandstillError extends Error {
  override readonly name = "StandstillError";

  constructor(seconds: number) {
    super(
      `Cannot go on as the event path has stood still for ${seconds} s; start critter again, and report this as a fault`,
    );
  }
}

/** The event path's Worker, seen from the main thread. */
export class EventThread {
  /**
   * Resolves when events are being caught, with how each kind is; rejects with an {@link EventPathError} when that fails.
   */
  readonly ready: Promise<readonly HookInUse[]>;
  /** Resolves when everything is written; rejects when the event path broke. */
  readonly ended: Promise<WatchSummary>;
  readonly #worker: Worker;
  readonly #bell: EventFd;
  readonly #heartbeat = new Int32Array(new SharedArrayBuffer(4));
  #updates: LabelUpdate[] = [];
  /** What came before anybody listened. */
  #early: Notice[] = [];
  #notify = (notices: readonly Notice[]): void => void this.#early.push(...notices);
  #over = false;
  #watchdog: Watchdog | undefined;

  /**
   * Tells the thread what to do.
   *
   * @param worker Has been begun by `startEventWorker()`.
   * @param bell The eventfd whose descriptor is in the options; it must outlive `ended`.
   */
  constructor(
    worker: Worker,
    options: Omit<EventPathOptions, "heartbeat">,
    bell: EventFd,
  ) {
    this.#bell = bell;
    this.#worker = worker;
    const ready = Promise.withResolvers<readonly HookInUse[]>();
    const ended = Promise.withResolvers<WatchSummary>();
    this.ready = ready.promise;
    this.ended = ended.promise;
    // Whoever waits for one of the two must not be killed by the other's rejection.
    this.ready.catch(() => {});
    this.ended.catch(() => {});
    const fail = (error: Error): void => {
      this.#finish();
      ready.reject(error);
      ended.reject(error);
      this.#worker.terminate();
    };
    this.#worker.onmessage = ({ data }: MessageEvent<FromEventPath>): void => {
      switch (data.kind) {
        case "ready":
          this.#watchdog = new Watchdog(() => this.beats, (s) => fail(new StandstillError(s)));
          return ready.resolve(data.hooks);
        case "notices":
          return this.#notify(data.notices);
        case "failed":
          return fail(new EventPathError(data));
        case "ended":
          this.#finish();
          ended.resolve(data.summary);
          this.#worker.terminate();
      }
    };
    this.#worker.onerror = (event: ErrorEvent): void => {
      event.preventDefault();
      fail(new EventPathError({ kind: "failed", name: "Error", message: event.message }));
    };
    this.#post({ kind: "start", options: { ...options, heartbeat: this.#heartbeat.buffer } });
  }

  /** A count that the event path raises about once a second while it runs; it may wrap around. */
  get beats(): number {
    return Atomics.load(this.#heartbeat, 0);
  }

  /** Tells what the event path notices, and has noticed before. */
  listen(notify: (notices: readonly Notice[]) => void): void {
    this.#notify = notify;
    notify(this.#early);
    this.#early = [];
  }

  /** Takes a decision of the label path to the event path; decisions of one turn travel together. */
  label(update: LabelUpdate): void {
    if (this.#updates.push(update) > 1) return;
    queueMicrotask(() => {
      const updates = this.#updates;
      this.#updates = [];
      this.#tell({ kind: "labels", updates });
    });
  }

  /** Says whose cgroups events are told by, where nothing was mounted at the start. */
  follow(hierarchy: Hierarchy): void {
    this.#tell({ kind: "hierarchy", hierarchy });
  }

  /** Asks for the end: drain, flush, detach. */
  stop(reason: EndReason): void {
    this.#tell({ kind: "stop", reason });
  }

  /** Ends the thread, whatever it is doing and without waiting for it. */
  abandon(): void {
    // A thread in a system call is not terminated by the Worker's end: it has to be woken.
    this.stop("signal");
    this.#finish();
    this.#worker.terminate();
  }

  #finish(): void {
    this.#over = true;
    this.#watchdog?.[Symbol.dispose]();
  }

  #tell(message: ToEventPath): void {
    if (this.#over) return;
    this.#post(message);
    this.#bell.signal();
  }

  #post(message: ToEventPath): void {
    this.#worker.postMessage(message);
  }
}
