import type { CliHost, EndSignal } from "./host.ts";

/** Thrown in place of the end of the process. */
export class ExitError extends Error {
  /** `code` is the exit code. */
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/** A host for tests that keeps what was written and sends signals on request. */
export interface TestHost extends CliHost {
  /** What was written so far. */
  readonly output: { stdout: string; stderr: string };
  /** Sends a signal to whoever listens. */
  send(signal: EndSignal): void;
  /** How many listen. */
  readonly listeners: number;
}

/** What a test's host is like. */
export interface TestHostOptions {
  /** The environment; empty by default. */
  readonly env?: Readonly<Record<string, string>>;
  /** The terminal that both streams are; none by default. */
  readonly terminal?: { readonly columns?: number };
}

/** Makes a host for a test. */
export function testHost({ env = {}, terminal }: TestHostOptions = {}): TestHost {
  const output = { stdout: "", stderr: "" };
  const handlers = new Set<(signal: EndSignal) => void>();
  const decoder = new TextDecoder();
  const stream = (name: keyof typeof output) => ({
    write: (text: string | Uint8Array) => {
      output[name] += typeof text === "string" ? text : decoder.decode(text);
    },
    writeSoon: (text: string) => {
      output[name] += text;
      return Promise.resolve();
    },
    isBroken: () => false,
    isTerminal: () => terminal !== undefined,
    getColorDepth: () => 1,
  });
  return {
    output,
    process: { stdout: stream("stdout"), stderr: stream("stderr") },
    env: (name) => env[name],
    terminal: () => terminal,
    onSignal(handler) {
      handlers.add(handler);
      return { [Symbol.dispose]: () => handlers.delete(handler) };
    },
    exit(code) {
      throw new ExitError(code);
    },
    send: (signal) => handlers.forEach((handler) => handler(signal)),
    get listeners() {
      return handlers.size;
    },
  };
}
