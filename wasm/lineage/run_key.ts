// What a run of a program is kept by: a mix of what names it. bpf/lineage.h has the same.

/** A process's runs follow one another: one less is its run before. */
// @inline
export function runNumber(start: u64, pid: u32, run: u32): u64 {
  const mixed = start * 0x9E3779B97F4A7C15;
  return (mixed ^ mixed >> 32) + (<u64> pid << 32 | <u64> run);
}

// @inline
export function runKey(number: u64): u64 {
  const mixed = number * 0xBF58476D1CE4E5B9;
  return mixed ^ mixed >> 29;
}

/** The number that a key is made of. */
// @inline
export function numberOfKey(key: u64): u64 {
  return (key ^ key >> 29 ^ key >> 58) * 0x96DE1B173F119089;
}
