/** The character of a digit from 0 to 15. */
export function digit(value: u32): u32 {
  return value < 10 ? 48 + value : 87 + value;
}
