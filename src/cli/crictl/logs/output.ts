import type { CliHost } from "../../host.ts";
import { visibleText } from "../../query/print.ts";
import type { LogStream } from "./line.ts";

const NEWLINE = 0x0a;

/**
 * Writes a log's bytes as they are; where a stream is a terminal, as text with everything made visible that the terminal
 * would act on.
 */
export class LogOutput {
  readonly #host: CliHost;
  readonly #texts = { stdout: new TerminalText(), stderr: new TerminalText() };

  #isWithinLine = false;

  constructor(host: CliHost) {
    this.#host = host;
  }

  /** Writes a piece, which may end within a character. */
  write(stream: LogStream, bytes: Uint8Array): void {
    const to = this.#host.process[stream];
    if (stream === "stderr") this.#isWithinLine = bytes.at(-1) !== NEWLINE;
    to.write(to.isTerminal() ? this.#texts[stream].next(bytes) : bytes);
  }

  /** Writes one line of critter's own to standard error, not into a line of the container's. */
  say(say: (text: string) => void, text: string): void {
    if (this.#isWithinLine) this.#host.process.stderr.write("\n");
    say(text);
  }

  /** Writes what was waiting for more. */
  end(): void {
    for (const stream of ["stdout", "stderr"] as const) {
      const last = this.#texts[stream].end();
      if (last !== "") this.#host.process[stream].write(last);
    }
  }
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
