import { isSameFile } from "#kernel/file_status.ts";
import type { CliHost } from "../../host.ts";
import { visibleText } from "../../query/print.ts";
import type { LogStream } from "./line.ts";
import { LineMerger } from "./merge.ts";

const NEWLINE = 0x0a;

/**
 * Writes a log's bytes as they are; where a stream is a terminal, as text with everything made visible that the terminal
 * would act on. Where both streams lead to one place no line is put into another.
 */
export class LogOutput {
  readonly #host: CliHost;
  readonly #texts = { stdout: new TerminalText(), stderr: new TerminalText() };
  /** Where both streams lead to one place. */
  readonly #merger: LineMerger | undefined;

  #isWithinLine = false;

  constructor(host: CliHost) {
    this.#host = host;
    this.#merger = isOnePlace(host) ? new LineMerger(this.#put.bind(this)) : undefined;
  }

  /** Writes a piece, which may end within a character. */
  write(stream: LogStream, bytes: Uint8Array): void {
    if (this.#merger === undefined) this.#put(stream, bytes);
    else this.#merger.write(stream, bytes);
  }

  #put(stream: LogStream, bytes: Uint8Array): void {
    const to = this.#host.process[stream];
    if (stream === "stderr" || this.#merger !== undefined) {
      this.#isWithinLine = bytes.at(-1) !== NEWLINE;
    }
    to.write(to.isTerminal() ? this.#texts[stream].next(bytes) : bytes);
  }

  /** Writes one line of critter's own to standard error, not into a line of the container's. */
  say(say: (text: string) => void, text: string): void {
    if (this.#isWithinLine) this.#host.process.stderr.write("\n");
    say(text);
  }

  /** Writes what was waiting for more. */
  end(): void {
    this.#merger?.breakOff();
    for (const stream of ["stdout", "stderr"] as const) {
      const last = this.#texts[stream].end();
      if (last !== "") this.#host.process[stream].write(last);
    }
  }
}

/** Whether what is written to both streams comes together, as on a terminal and after `2>&1`. */
function isOnePlace({ process: { stdout, stderr } }: CliHost): boolean {
  if (stdout.isTerminal() && stderr.isTerminal()) return true;
  return stdout.fd !== undefined && stderr.fd !== undefined && isSameFile(stdout.fd, stderr.fd);
}

/** Bytes in pieces as visible text; a terminal's own line ends are those of any line. */
class TerminalText {
  readonly #decoder = new TextDecoder();
  #held = "";

  next(bytes: Uint8Array): string {
    return this.#visible(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): string {
    return visibleText(this.#visible(this.#decoder.decode()) + this.#held);
  }

  #visible(text: string): string {
    const all = this.#held + text;
    this.#held = all.endsWith("\r") ? "\r" : "";
    return visibleText(all.slice(0, all.length - this.#held.length).replaceAll("\r\n", "\n"));
  }
}
