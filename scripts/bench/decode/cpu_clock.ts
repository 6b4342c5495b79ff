const CLOCK_THREAD_CPUTIME_ID = 3;

const symbols = {
  // int clock_gettime(clockid_t, struct timespec *)
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The CPU time of the thread that asks: what else runs on the machine counts less than with a wall clock. */
export class CpuClock implements Disposable {
  readonly #libc = Deno.dlopen("libc.so.6", symbols);
  readonly #timespec = new BigInt64Array(2);

  /** Nanoseconds since the thread's start. */
  now(): number {
    this.#libc.symbols.clock_gettime(CLOCK_THREAD_CPUTIME_ID, this.#timespec);
    const [seconds = 0n, nanoseconds = 0n] = this.#timespec;
    return Number(seconds * 1_000_000_000n + nanoseconds);
  }

  [Symbol.dispose](): void {
    this.#libc.close();
  }
}
