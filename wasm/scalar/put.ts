/** Writes ASCII text; returns the end. */
export function put(at: usize, text: string): usize {
  const from = changetype<usize>(text);
  const length = <usize> text.length;
  for (let index: usize = 0; index < length; index++) {
    store<u8>(at + index, load<u8>(from + 2 * index));
  }
  return at + length;
}
