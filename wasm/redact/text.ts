// Secrets within an argument: in addresses, behind names, in headers and JSON, and by their shape.

import { begins, isAlphanumeric, isName, isQuote, isSpace, mask } from "./mask";
import { HARMLESS, isAuthorization, isHarmless, isSecretHeader, kindOfName } from "./names";
import { maskShape } from "./shapes";

const COLON: u32 = 0x3A;
const EQUALS: u32 = 0x3D;
const SLASH: u32 = 0x2F;
const AT: u32 = 0x40;
const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5C;

/** Whether it is known that no "@" comes any more in this argument. */
let noMoreAt: bool = false;

export function maskText(from: usize, to: usize): void {
  noMoreAt = false;
  let at = from;
  let before: u32 = 0;
  while (at < to) {
    const byte = <u32> load<u8>(at);
    let next = at + 1;
    if (byte === EQUALS) next = assignment(from, at, to);
    else if (byte === COLON) {
      next = at + 2 < to && load<u8>(at, 1) === SLASH && load<u8>(at, 2) === SLASH
        ? address(at + 3, to)
        : named(from, at, to);
    } else if (!isAlphanumeric(before)) {
      const end = maskShape(at, to);
      if (end !== 0) next = end;
    }
    before = load<u8>(next - 1);
    at = next;
  }
}

/** Where the name that ends here begins. */
function nameStart(from: usize, end: usize): usize {
  let start = end;
  while (start > from && isName(load<u8>(start - 1))) start--;
  return start;
}

/** NAME=VALUE: an option's, a variable's, or one of a query or a connection's parts. */
function assignment(from: usize, equals: usize, to: usize): usize {
  const start = nameStart(from, equals);
  let name = start;
  while (name < equals && load<u8>(name) === 0x2D) name++;
  const kind = kindOfName(name, equals, name > start);
  if (kind === HARMLESS) return equals + 1;
  const value = equals + 1;
  if (start === from) {
    if (isHarmless(value, to, kind)) return value;
    mask(value, to);
    return to;
  }
  return maskValue(value, to, kind);
}

/** Masks a value within a text: to its closing quote, or to what ends a word. */
function maskValue(value: usize, to: usize, kind: u32): usize {
  let start = value;
  let end: usize;
  if (start < to && isQuote(load<u8>(start))) {
    const quote = load<u8>(start);
    start++;
    end = start;
    while (end < to && load<u8>(end) !== quote) end++;
  } else {
    end = start;
    while (end < to && !endsValue(load<u8>(end))) end++;
  }
  if (!isHarmless(start, end, kind)) mask(start, end);
  return max(end, value);
}

function endsValue(byte: u32): bool {
  // & ; , )
  return isSpace(byte) || isQuote(byte) || byte === 0x26 || byte === 0x3B || byte === 0x2C ||
    byte === 0x29;
}

/** Behind "://": a password between ":" and "@". */
function address(from: usize, to: usize): usize {
  let colon: usize = 0;
  let found: usize = 0;
  let at = from;
  while (at < to) {
    const byte = <u32> load<u8>(at);
    if (isSpace(byte) || isQuote(byte) || byte === SLASH || byte === 0x3F || byte === 0x23) break;
    if (byte === COLON && colon === 0) colon = at;
    if (byte === AT) found = at;
    at++;
  }
  if (colon === 0) return from;
  if (found === 0 && !isPort(colon + 1, at)) found = furtherAt(at, to);
  if (found <= colon + 1) return from;
  const password = colon + 1;
  if (!isHarmless(password, found, HARMLESS)) mask(password, found);
  return found;
}

function isPort(from: usize, to: usize): bool {
  if (to - from > 5) return false;
  for (let at = from; at < to; at++) if (<u32> load<u8>(at) - 48 >= 10) return false;
  return true;
}

/** The next "@" of a password that has what ends addresses in it; 0: there is none. */
function furtherAt(from: usize, to: usize): usize {
  if (noMoreAt) return 0;
  for (let at = from; at < to; at++) {
    const byte = <u32> load<u8>(at);
    if (byte === AT) return at;
    if (isSpace(byte) || isQuote(byte)) return 0;
  }
  noMoreAt = true;
  return 0;
}

/** NAME: VALUE, of a header or in JSON. */
function named(from: usize, colon: usize, to: usize): usize {
  let end = colon;
  let quoted = false;
  if (end > from && load<u8>(end - 1) === QUOTE) {
    end--;
    if (end > from && load<u8>(end - 1) === BACKSLASH) end--;
    quoted = true;
  }
  let start = nameStart(from, end);
  // curl's option, with its value in the same word.
  if (start === from && begins(start, end, "-H")) start += 2;
  if (start === end) return colon + 1;
  let value = colon + 1;
  while (value < to && isSpace(load<u8>(value))) value++;
  if (quoted) {
    const kind = kindOfName(start, end, false);
    return kind === HARMLESS ? colon + 1 : maskJson(value, to, kind);
  }
  if (!isSecretHeader(start, end)) return colon + 1;
  if (isAuthorization(start, end)) value = behindScheme(value, to);
  let stop = value;
  while (stop < to && !isQuote(load<u8>(stop)) && load<u8>(stop) !== 10) stop++;
  if (!isHarmless(value, stop, HARMLESS)) mask(value, stop);
  return max(stop, colon + 1);
}

/** "Bearer", "Basic" and the like stay. */
function behindScheme(from: usize, to: usize): usize {
  let at = from;
  while (at < to && isAlphanumeric(load<u8>(at))) at++;
  if (at === from || at >= to || !isSpace(load<u8>(at)) || at - from > 12) return from;
  while (at < to && isSpace(load<u8>(at))) at++;
  return at;
}

function maskJson(from: usize, to: usize, kind: u32): usize {
  let start = from;
  let escaped = false;
  if (start < to && load<u8>(start) === BACKSLASH) {
    escaped = true;
    start++;
  }
  if (start >= to || load<u8>(start) !== QUOTE) return maskValue(from, to, kind);
  start++;
  let end = start;
  while (end < to && load<u8>(end) !== QUOTE) {
    if (load<u8>(end) === BACKSLASH && !escaped) end++;
    end++;
  }
  end = min(end, to);
  const stop = escaped && end > start && load<u8>(end - 1) === BACKSLASH ? end - 1 : end;
  if (!isHarmless(start, stop, kind)) mask(start, stop);
  return end;
}
