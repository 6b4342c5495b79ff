// Patterns: one step a code point, whatever the pattern.

import {
  AUTOMATON_ASCII,
  AUTOMATON_COLUMNS,
  AUTOMATON_RUN_COUNT,
  AUTOMATON_RUNS,
  AUTOMATON_START,
  AUTOMATON_TABLE,
  STATE_FOUND,
} from "./ops";

/** Whether an automaton finds its pattern in a well-formed text. */
export function finds(automaton: usize, text: usize, length: usize): bool {
  const columns = <usize> load<u16>(automaton, AUTOMATON_COLUMNS);
  const table = automaton + <usize> load<u32>(automaton, AUTOMATON_TABLE);
  const end = text + length;
  let state = <usize> load<u16>(automaton, AUTOMATON_START);
  let at = text;
  while (at < end) {
    const byte = <u32> load<u8>(at);
    let column: usize;
    if (byte < 0x80) {
      column = <usize> load<u8>(automaton + byte, AUTOMATON_ASCII);
      at++;
    } else {
      const bytes = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
      column = classOf(automaton, codePoint(at, byte, bytes));
      at += <usize> bytes;
    }
    state = <usize> load<u16>(table + ((state * columns + column) << 1));
    if (state <= <usize> STATE_FOUND) return state === <usize> STATE_FOUND;
  }
  return load<u16>(table + ((state * columns + columns - 1) << 1)) === STATE_FOUND;
}

function codePoint(at: usize, byte: u32, bytes: i32): u32 {
  const second = <u32> load<u8>(at, 1) & 0x3F;
  if (bytes === 2) return (byte & 0x1F) << 6 | second;
  const third = <u32> load<u8>(at, 2) & 0x3F;
  if (bytes === 3) return (byte & 0x0F) << 12 | second << 6 | third;
  return (byte & 0x07) << 18 | second << 12 | third << 6 | <u32> load<u8>(at, 3) & 0x3F;
}

/** The class of a code point beyond ASCII: that of the last run that begins at or before it. */
function classOf(automaton: usize, code: u32): usize {
  const runs = automaton + <usize> load<u32>(automaton, AUTOMATON_RUNS);
  let low: usize = 0;
  let high = <usize> load<u32>(automaton, AUTOMATON_RUN_COUNT);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (load<u32>(runs + (middle << 3)) <= code) low = middle;
    else high = middle;
  }
  return <usize> load<u32>(runs + (low << 3), 4);
}
