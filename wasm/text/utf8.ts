// UTF-8 as the WHATWG decoder reads it.

/**
 * The sequence that starts at a byte >= 0x80: its length (2 to 4) when well formed, else minus the length of the
 * maximal subpart (1 to 3) that one U+FFFD replaces.
 */
export function sequence(at: usize, end: usize): i32 {
  const lead = <u32> load<u8>(at);
  let needed: i32;
  let low: u32 = 0x80;
  let high: u32 = 0xBF;
  if (lead < 0xC2) {
    return -1;
  } else if (lead < 0xE0) {
    needed = 1;
  } else if (lead < 0xF0) {
    needed = 2;
    if (lead === 0xE0) low = 0xA0;
    if (lead === 0xED) high = 0x9F;
  } else if (lead < 0xF5) {
    needed = 3;
    if (lead === 0xF0) low = 0x90;
    if (lead === 0xF4) high = 0x8F;
  } else {
    return -1;
  }
  for (let seen = 1; seen <= needed; seen++) {
    if (at + seen >= end) return -seen;
    const byte = <u32> load<u8>(at + seen);
    if (byte < low || byte > high) return -seen;
    low = 0x80;
    high = 0xBF;
  }
  return needed + 1;
}
