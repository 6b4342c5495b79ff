/** What every `Output` has that never waits for anybody: nothing is crowded out, kept or lost. */
export abstract class ImmediateOutput {
  closed = false;
  readonly crowded = false;

  abstract write(ndjson: Uint8Array): void;

  flush(): boolean {
    return true;
  }

  trim(): void {}

  takeLost(): bigint {
    return 0n;
  }

  close(): void {}
}
