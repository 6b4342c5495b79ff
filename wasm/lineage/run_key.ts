/** What a run of a program is kept by: a mix of what names it. bpf/lineage.h has the same. */
// @inline
export function runKey(start: u64, pid: u32, run: u32): u64 {
  let key = start * 0x9E3779B97F4A7C15;
  key ^= key >> 32;
  key += <u64> pid << 32 | <u64> run;
  key *= 0xBF58476D1CE4E5B9;
  return key ^ key >> 29;
}
