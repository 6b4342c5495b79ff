import { ImmediateOutput } from "./immediate_output.ts";
import { OutputClosedError } from "#kernel/errno.ts";
import { OutputFd } from "#kernel/output_fd.ts";
import type { OutputOptions } from "../options.ts";
import { Sink, type SinkTarget } from "./sink.ts";

const STDOUT_FD = 1;

/** Where the event path's lines go. */
export interface Output {
  /** Nobody reads any more. */
  readonly closed: boolean;
  /** Not even a line that tells of losses would fit now. */
  readonly crowded: boolean;
  /** Takes whole NDJSON lines, which may tell of losses; the bytes are valid only during the call. */
  write(ndjson: Uint8Array, tellsOfLoss?: boolean): void;
  /** Writes what waits for a slow reader; `true` when nothing waits. */
  flush(): boolean;
  /** Frees memory that only a slow reader needed. */
  trim(): void;
  /** Lines lost to a slow reader since this was last asked. */
  takeLost(): bigint;
  /** Frees what it holds; lines that still wait are lost, and counted where the reader has not gone. */
  close(): void;
}

/** Turns NDJSON into what is printed. */
export type Render = (ndjson: Uint8Array) => Uint8Array;

/** A file descriptor with a {@link Sink} in front of it. */
export class FileOutput implements Output {
  readonly #sink: Sink;
  readonly #render: Render | undefined;
  readonly #target: SinkTarget & Disposable;
  #closed = false;

  constructor(target: SinkTarget & Disposable, render?: Render) {
    this.#target = target;
    this.#sink = new Sink(target);
    this.#render = render;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get crowded(): boolean {
    return this.#sink.crowded;
  }

  write(ndjson: Uint8Array, tellsOfLoss = false): void {
    const bytes = this.#render === undefined ? ndjson : this.#render(ndjson);
    this.#unlessClosed(() => this.#sink.write(bytes, tellsOfLoss));
  }

  flush(): boolean {
    this.#unlessClosed(() => this.#sink.flush());
    return this.#closed || this.#sink.waiting === 0;
  }

  trim(): void {
    this.#sink.trim();
  }

  takeLost(): bigint {
    return this.#sink.takeLost();
  }

  close(): void {
    if (!this.#closed) this.#sink.abandon();
    this.#target[Symbol.dispose]();
  }

  #unlessClosed(task: () => void): void {
    if (this.#closed) return;
    try {
      task();
    } catch (error) {
      if (!(error instanceof OutputClosedError)) throw error;
      this.#closed = true;
    }
  }
}

/** Standard output in the wanted format. */
export async function openStandardOutput(options: OutputOptions): Promise<Output> {
  const target = OutputFd.open(STDOUT_FD);
  if (options.format === "json") return new FileOutput(target);
  const { TextRenderer } = await import("#output/event/text.ts");
  const text = new TextRenderer(options);
  const output = new FileOutput(target, (ndjson) => text.render(ndjson));
  // The titles stand there from the start: an empty screen would look like a hang.
  output.write(new Uint8Array(0));
  return output;
}

/** Prints nothing: events are only recorded. */
export class NoOutput extends ImmediateOutput implements Output {
  override write(_ndjson: Uint8Array): void {}
}
