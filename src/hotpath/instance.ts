/** What the hot path's WebAssembly module exports (wasm/hot.ts). Addresses and lengths are bytes. */
export interface HotExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  init(): void;
  setOptions(types: number, includeHost: number, holdLimitNs: bigint, lines: bigint): void;
  stepClock(fromNs: bigint, offsetNs: bigint): void;
  setBoot(salt: bigint): void;
  wallClock(bootNs: bigint): bigint;
  consume(offset: number, length: number): number;
  flush(): number;
  outputEnd(): number;
  outputTaken(to: number): void;
  noticesEnd(): number;
  noticesTaken(to: number): void;
  setLimits(perSecond: number, oneOf: number): void;
  hasLimited(): number;
  limitsTold(): void;
  nextSlot(from: number): number;
  startRedaction(patterns: number): void;
  redact(offset: number, length: number): void;
  keepRecords(): void;
  setUnanswered(action: number, predicate: number): void;
  commandHold(cgroup: bigint, length: number, verdict: number, predicate: number): void;
  commandFinal(
    cgroup: bigint,
    length: number,
    label: number,
    host: number,
    verdict: number,
    predicate: number,
  ): void;
  commandPredicate(cgroup: bigint, predicate: number): void;
  commandForget(cgroup: bigint): void;
  expire(nowNs: bigint): bigint;
  releaseAll(): void;
  done(): number;
}

/** Compiles base64 WebAssembly and makes an instance with its own memory, ready to be used. */
export function instantiate(base64: string): HotExports {
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(Uint8Array.fromBase64(base64)),
  );
  const hot = exports as unknown as HotExports;
  hot.init();
  return hot;
}
