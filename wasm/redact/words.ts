// Secrets that are words of their own: behind options, and in the short options of known programs.

import { beginsLower, isAlphanumeric, isName, isQuote, isSpace, mask } from "./mask";
import { HARMLESS, isHarmless, kindOfName, SECRET } from "./names";
import * as program from "./programs";

/** What the next word is. */
const NOTHING: u32 = 0;
const WHOLE: u32 = 1;
const BEHIND_COLON: u32 = 2;
const BEHIND_PERCENT: u32 = 3;

const DASH: u32 = 0x2D;
const SLASH: u32 = 0x2F;

let known: u32 = program.NONE;
let loggingIn: bool = false;
let awaited: u32 = NOTHING;
let awaitedKind: u32 = HARMLESS;

export function beginWords(): void {
  known = program.NONE;
  loggingIn = false;
  awaited = NOTHING;
}

/** Looks at an argument: whole, and word by word where it is a shell's command. */
export function maskWords(from: usize, to: usize): void {
  if (awaited !== NOTHING && take(from, to)) return;
  if (!hasSpace(from, to)) return word(from, to);
  let at = from;
  while (at < to) {
    while (at < to && endsWord(load<u8>(at))) at++;
    let end = at;
    while (end < to && !endsWord(load<u8>(end))) end++;
    if (end > at && (awaited === NOTHING || !take(at, end))) word(at, end);
    at = end;
  }
  // What a command of the shell's awaits is in it.
  awaited = NOTHING;
}

function hasSpace(from: usize, to: usize): bool {
  for (let at = from; at < to; at++) if (isSpace(load<u8>(at))) return true;
  return false;
}

function endsWord(byte: u32): bool {
  // ; | & ( )
  return isSpace(byte) || isQuote(byte) || byte === 0x3B || byte === 0x7C || byte === 0x26 ||
    byte === 0x28 || byte === 0x29;
}

/** Masks the word that was awaited; false where it is an option itself. */
function take(from: usize, to: usize): bool {
  const what = awaited;
  awaited = NOTHING;
  if (to - from > 1 && load<u8>(from) === DASH && what === WHOLE && load<u8>(from, 1) === DASH) {
    return false;
  }
  if (what === WHOLE) {
    if (isHarmless(from, to, awaitedKind)) return true;
    mask(beginsLower(from, to, "pass:") ? from + 5 : from, to);
  } else maskBehind(from, to, what);
  return true;
}

function maskBehind(from: usize, to: usize, what: u32): void {
  const separator = what === BEHIND_COLON ? 0x3A : 0x25;
  for (let at = from; at < to; at++) {
    if (load<u8>(at) !== <u8> separator) continue;
    if (!isHarmless(at + 1, to, HARMLESS)) mask(at + 1, to);
    return;
  }
}

function word(from: usize, to: usize): void {
  if (load<u8>(from) !== DASH || to - from < 2) return plainWord(from, to);
  if (load<u8>(from, 1) !== DASH && short(from, to)) return;
  let name = from;
  while (name < to && load<u8>(name) === DASH) name++;
  for (let at = name; at < to; at++) if (!isName(load<u8>(at))) return;
  if (known === program.CURL && isUser(name, to)) return await_(BEHIND_COLON, HARMLESS);
  const kind = isOpenssl(name, to) ? SECRET : kindOfName(name, to, true);
  if (kind !== HARMLESS) await_(WHOLE, kind);
}

function await_(what: u32, kind: u32): void {
  awaited = what;
  awaitedKind = kind;
}

function isUser(from: usize, to: usize): bool {
  return to - from === 4 && beginsLower(from, to, "user") ||
    to - from === 10 && beginsLower(from, to, "proxy-user");
}

function isOpenssl(from: usize, to: usize): bool {
  return to - from === 6 && beginsLower(from, to, "passin") ||
    to - from === 7 && beginsLower(from, to, "passout");
}

/** A word that is no option: it may name a program. */
function plainWord(from: usize, to: usize): void {
  let start = to;
  while (start > from && load<u8>(start - 1) !== SLASH) start--;
  const found = program.programOf(start, to);
  if (found !== program.NONE) {
    known = found;
    loggingIn = false;
  }
  if (to - from === 5 && beginsLower(from, to, "login")) loggingIn = true;
}

/** A short option of a known program; whether it was one. */
function short(from: usize, to: usize): bool {
  const letter = <u32> load<u8>(from, 1);
  const alone = to - from === 2;
  switch (known) {
    case program.MYSQL:
      return letter === 0x70 && !alone && attached(from, to);
    case program.SMALL_P:
      return letter === 0x70 && (alone ? separate(WHOLE) : attached(from, to));
    case program.CURL:
      return curl(from, to, letter, alone);
    case program.REDIS:
      return letter === 0x61 && alone && separate(WHOLE);
    case program.LOGIN:
      return letter === 0x70 && loggingIn && (alone ? separate(WHOLE) : attached(from, to));
    case program.LDAP:
      return letter === 0x77 && (alone ? separate(WHOLE) : attached(from, to));
    case program.CAPITAL_P:
      return letter === 0x50 && (alone ? separate(WHOLE) : attached(from, to));
    case program.SAMBA:
      if (letter !== 0x55) return false;
      if (alone) return separate(BEHIND_PERCENT);
      maskBehind(from, to, BEHIND_PERCENT);
      return true;
    default:
      return false;
  }
}

function separate(what: u32): bool {
  await_(what, SECRET);
  return true;
}

function attached(from: usize, to: usize): bool {
  if (!isHarmless(from + 2, to, SECRET)) mask(from + 2, to);
  return true;
}

/** -u and -U, alone, with their value, or the last of several letters. */
function curl(from: usize, to: usize, letter: u32, alone: bool): bool {
  if (alone) return (letter | 0x20) === 0x75 && separate(BEHIND_COLON);
  if ((letter | 0x20) === 0x75) {
    maskBehind(from, to, BEHIND_COLON);
    return true;
  }
  for (let at = from + 1; at < to; at++) if (!isAlphanumeric(load<u8>(at))) return false;
  return (<u32> load<u8>(to - 1) | 0x20) === 0x75 && separate(BEHIND_COLON);
}
