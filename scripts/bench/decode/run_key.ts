/** What a run of a program is kept by, as the kernel programs and wasm/lineage/run_key.ts have it. */
export function runKey(startTimeNs: bigint, pid: number, run: number): bigint {
  let key = BigInt.asUintN(64, startTimeNs * 0x9e3779b97f4a7c15n);
  key ^= key >> 32n;
  key = BigInt.asUintN(64, key + (BigInt(pid) << 32n | BigInt(run)));
  key = BigInt.asUintN(64, key * 0xbf58476d1ce4e5b9n);
  return key ^ key >> 29n;
}
