// Secrets that are known by their shape, wherever they stand.

import { begins, isAlphanumeric, last, mask } from "./mask";

/** Where a JWT was looked for in vain: what begins before that ends there too. */
let noJwtUntil: usize = 0;
/** Whether the arguments were cut at their end: what is cut may be too short for its shape. */
let cut: bool = false;

export function beginShapes(wasCut: bool): void {
  noJwtUntil = 0;
  cut = wasCut;
}

/** Letters, digits and "-" and "_". */
// @inline
function isWide(byte: u32): bool {
  return isAlphanumeric(byte) || byte === 0x2D || byte === 0x5F;
}

function wideEnd(at: usize, end: usize): usize {
  while (at < end && isWide(load<u8>(at))) at++;
  return at;
}

function narrowEnd(at: usize, end: usize): usize {
  while (at < end && isAlphanumeric(load<u8>(at))) at++;
  return at;
}

/** Masks a prefix and what follows, if that is long enough; where to go on, or 0. */
function shape(at: usize, end: usize, prefix: string, least: usize, narrow: bool): usize {
  if (!begins(at, end, prefix)) return 0;
  const body = at + <usize> prefix.length;
  const to = narrow ? narrowEnd(body, end) : wideEnd(body, end);
  if (to - body < least && !(cut && to + 1 >= last && to > body)) return 0;
  mask(at, to);
  return to;
}

/** Masks a secret that begins here, where a word begins; where to go on, or 0 where none does. */
export function maskShape(at: usize, end: usize): usize {
  const byte = <u32> load<u8>(at);
  switch (byte) {
    case 0x41: // A
      return max(
        max(shape(at, end, "AKIA", 16, true), shape(at, end, "ASIA", 16, true)),
        max(shape(at, end, "AIza", 35, false), shape(at, end, "AGE-SECRET-KEY-1", 30, true)),
      );
    case 0x53: // S
      return sendGrid(at, end);
    case 0x64: // d
      return max(
        shape(at, end, "dckr_pat_", 20, false),
        max(shape(at, end, "dop_v1_", 40, true), shape(at, end, "dapi", 32, true)),
      );
    case 0x65: // e
      return jwt(at, end);
    case 0x67: // g
      return max(gitHub(at, end), shape(at, end, "glpat-", 16, false));
    case 0x68: // h
      return max(
        max(shape(at, end, "hf_", 30, true), shape(at, end, "hvs.", 20, false)),
        slackHook(at, end),
      );
    case 0x6E: // n
      return shape(at, end, "npm_", 36, true);
    case 0x70: // p
      return shape(at, end, "pypi-AgEIcHlwaS", 30, false);
    case 0x72: // r
      return max(shape(at, end, "rk_live_", 16, true), shape(at, end, "rk_test_", 16, true));
    case 0x73: // s
      return max(
        max(shape(at, end, "sk_live_", 16, true), shape(at, end, "sk_test_", 16, true)),
        max(openAi(at, end), shape(at, end, "shpat_", 32, true)),
      );
    case 0x78: // x
      return slack(at, end);
    case 0x79: // y
      return shape(at, end, "ya29.", 20, false);
    case 0x2D: // -
      return privateKey(at, end);
    default:
      return 0;
  }
}

function gitHub(at: usize, end: usize): usize {
  const found = shape(at, end, "github_pat_", 22, false);
  if (found !== 0 || !begins(at, end, "gh") || end - at < 5) return found;
  const kind = <u32> load<u8>(at, 2);
  // ghp_, gho_, ghu_, ghs_, ghr_
  if (kind !== 0x70 && kind !== 0x6F && kind !== 0x75 && kind !== 0x73 && kind !== 0x72) return 0;
  return shape(at + 3, end, "_", 36, true) === 0 ? 0 : masked(at, at + 3, end);
}

/** The prefix is masked too. */
function masked(from: usize, to: usize, end: usize): usize {
  mask(from, to);
  let at = to;
  while (at < end && load<u8>(at) === 0xF9) at++;
  return at;
}

/** sk- and the kind of key; a word of small letters and dashes is none. */
function openAi(at: usize, end: usize): usize {
  if (!begins(at, end, "sk-")) return 0;
  const to = wideEnd(at + 3, end);
  if (to - at < 23) return 0;
  let digits = 0;
  let capitals = 0;
  for (let one = at; one < to; one++) {
    const byte = <u32> load<u8>(one);
    if (byte - 48 < 10) digits++;
    else if (byte - 65 < 26) capitals++;
  }
  if (digits < 2 || capitals < 2) return 0;
  mask(at, to);
  return to;
}

function slack(at: usize, end: usize): usize {
  const app = shape(at, end, "xapp-", 10, false);
  if (app !== 0) return app;
  if (!begins(at, end, "xox") || end - at < 6 || load<u8>(at, 4) !== 0x2D) return 0;
  return shape(at + 4, end, "-", 10, false) === 0 ? 0 : masked(at, at + 4, end);
}

/** hooks.slack.com/services/ and what follows. */
function slackHook(at: usize, end: usize): usize {
  if (!begins(at, end, "hooks.slack.com/services/")) return 0;
  const from = at + 25;
  let to = from;
  while (to < end && (isWide(load<u8>(to)) || load<u8>(to) === 0x2F)) to++;
  mask(from, to);
  return to;
}

function sendGrid(at: usize, end: usize): usize {
  if (!begins(at, end, "SG.")) return 0;
  const middle = wideEnd(at + 3, end);
  if (middle - at < 19 || middle >= end || load<u8>(middle) !== 0x2E) return 0;
  const to = wideEnd(middle + 1, end);
  if (to - middle < 31) return 0;
  mask(at, to);
  return to;
}

/** Three parts in base64url, the first two of which are JSON objects. */
function jwt(at: usize, end: usize): usize {
  if (at < noJwtUntil || !begins(at, end, "eyJ")) return 0;
  const header = wideEnd(at, end);
  if (header >= end || load<u8>(header) !== 0x2E || header - at < 10) {
    noJwtUntil = header;
    return cut && header + 1 >= last && header - at >= 10 ? maskedTo(at, header) : 0;
  }
  if (!begins(header + 1, end, "eyJ") && !(cut && header + 4 > last)) return 0;
  const body = wideEnd(header + 1, end);
  const to = body < end && load<u8>(body) === 0x2E ? wideEnd(body + 1, end) : body;
  return maskedTo(at, to);
}

function maskedTo(from: usize, to: usize): usize {
  mask(from, to);
  return to;
}

/** From behind the line that names it to the line that ends it, or the argument's end. */
function privateKey(at: usize, end: usize): usize {
  if (!begins(at, end, "-----BEGIN ")) return 0;
  let header = at + 11;
  const limit = min(end, header + 40);
  while (header < limit && load<u8>(header) !== 0x2D) header++;
  if (header - at < 22 || !begins(header - 11, end, "PRIVATE KEY")) {
    if (header - at < 28 || !begins(header - 17, end, "PRIVATE KEY BLOCK")) return 0;
  }
  let to = header + 5;
  while (to < end && !(load<u8>(to) === 0x2D && begins(to, end, "-----END"))) to++;
  mask(min(header + 5, end), to);
  return to;
}
