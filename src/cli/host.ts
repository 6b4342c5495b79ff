import type { CommandContext } from "@stricli/core";

/** A text stream of the process. */
export interface CliStream {
  /** The open file; absent where it leads to none. */
  readonly fd?: number;
  /** Writes all of the text, or the bytes as they are; a reader that is gone is no error. */
  write(text: string | Uint8Array): void;
  /** Writes all of the text without holding anything else up meanwhile; a reader that is gone is no error. */
  writeSoon(text: string): Promise<void>;
  /** Whether a reader was found to be gone: nothing more that is written will be read. */
  isBroken(): boolean;
  /** Whether it is a terminal, and acts on what is written. */
  isTerminal(): boolean;
  /** Colour depth in bits, as node's `tty.WriteStream` tells it: 1 is none. */
  getColorDepth(): number;
}

/** Signals that ask a run to come to its end. */
export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** What a command may use of the process it runs in; tests give their own. */
export interface CliHost extends CommandContext {
  /** The standard streams, and where the exit code is left. */
  readonly process: {
    readonly stdout: CliStream;
    readonly stderr: CliStream;
    exitCode?: number | string | null;
  };
  /** An environment variable that is set and not empty. */
  env(name: string): string | undefined;
  /** The terminal that standard output is, if it is one; columns are absent where it does not tell them. */
  terminal(): { readonly columns?: number } | undefined;
  /** Calls the handler at every such signal and lets SIGUSR1 and SIGUSR2 pass, until the result is disposed of. */
  onSignal(handler: (signal: EndSignal) => void): Disposable;
  /** Ends the process at once. */
  exit(code: number): never;
}

/** The host that this program runs in. */
export function denoHost(): CliHost {
  return {
    process: {
      stdout: stream(1, Deno.stdout),
      stderr: stream(2, Deno.stderr),
    },
    env,
    terminal() {
      if (!Deno.stdout.isTerminal()) return undefined;
      try {
        const { columns } = Deno.consoleSize();
        return columns > 0 ? { columns } : {};
      } catch {
        return {};
      }
    },
    onSignal(handler) {
      const listen = (signal: Deno.Signal, listener: () => void) => {
        Deno.addSignalListener(signal, listener);
        return () => Deno.removeSignalListener(signal, listener);
      };
      const listeners = [
        ...(["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) =>
          listen(signal, () => handler(signal))
        ),
        // Tools that rotate logs send these to whatever writes one; the kernel would end the process.
        ...(["SIGUSR1", "SIGUSR2"] as const).map((signal) => listen(signal, () => {})),
      ];
      return {
        [Symbol.dispose]: () => {
          for (const remove of listeners) remove();
        },
      };
    },
    exit: (code) => Deno.exit(code),
  };
}

function env(name: string): string | undefined {
  try {
    return Deno.env.get(name) || undefined;
  } catch (error) {
    // A variable that the build's permissions do not cover is as good as not set.
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

function stream(fd: number, file: typeof Deno.stdout | typeof Deno.stderr): CliStream {
  const encoder = new TextEncoder();
  let broken = false;
  const failed = (error: unknown) => {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    broken = true;
  };
  return {
    fd,
    write(text) {
      let rest = typeof text === "string" ? encoder.encode(text) : text;
      try {
        while (rest.length > 0) rest = rest.subarray(file.writeSync(rest));
      } catch (error) {
        failed(error);
      }
    },
    async writeSoon(text) {
      let rest = encoder.encode(text);
      try {
        while (rest.length > 0) rest = rest.subarray(await file.write(rest));
      } catch (error) {
        failed(error);
      }
    },
    isBroken: () => broken,
    isTerminal: () => file.isTerminal(),
    getColorDepth: () => mayColor(file.isTerminal(), env) ? 8 : 1,
  };
}

/** Whether colours are wanted where nobody said so: on a terminal, unless NO_COLOR (no-color.org) or TERM=dumb. */
export function mayColor(
  terminal: boolean,
  env: (name: string) => string | undefined,
): boolean {
  return terminal && env("NO_COLOR") === undefined && env("TERM") !== "dumb";
}
