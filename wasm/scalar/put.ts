/** Writes ASCII text; returns the end. It may write three bytes more. */
export function put(at: usize, text: string): usize {
  let from = changetype<usize>(text);
  const end = at + <usize> text.length;
  // Four characters of 16 bits to a word of four bytes.
  for (; at < end; at += 4) {
    let word = load<u64>(from);
    word |= word >> 8;
    store<u32>(at, <u32> (word & 0xFFFF) | <u32> (word >> 16) & 0xFFFF0000);
    from += 8;
  }
  return end;
}
