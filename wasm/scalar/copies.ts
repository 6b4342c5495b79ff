// Copies of a fixed length: less work than one of the right length, where what is behind may be written over.

/** Copies 16 bytes. */
// @inline
export function copy16(at: usize, from: usize): void {
  if (ASC_FEATURE_SIMD) v128.store(at, v128.load(from));
  else memory.copy(at, from, 16);
}

/** Copies 32 bytes, which may overlap where `at` lies before. */
// @inline
export function copy32(at: usize, from: usize): void {
  if (ASC_FEATURE_SIMD) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    v128.store(at, a);
    v128.store(at, b, 16);
  } else {
    memory.copy(at, from, 32);
  }
}

/** Copies `length` bytes, 64 at a time; at least these, so it may write 64 more. Returns the end. */
// @inline
export function copyLong(at: usize, from: usize, length: usize): usize {
  const end = at + length;
  do {
    memory.copy(at, from, 64);
    at += 64;
    from += 64;
  } while (at < end);
  return end;
}
