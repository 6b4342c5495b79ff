// Whether arguments may hold a secret at all: three letters of each name, shape or program are looked for, at 16 places at
// once. Most arguments have none, and cost no more than that.

import { REDACT_TRIGRAMS, REDACT_TRIGRAMS_COUNT, REDACT_VECTORS } from "../layout";
import { isAlphanumeric } from "./mask";

/** The arguments must be looked at. */
const STRONG: u32 = 1;
/** A short option; and a program of which some have secrets. */
const SHORT: u32 = 2;
const PROGRAM: u32 = 4;
/** An address, which has a password only with an "@". */
const ADDRESS: u32 = 8;
/** Counts only where a word begins. */
const BOUNDARY: u32 = 16;

const VECTOR: usize = 16;
/** Bits that tell small letters from capitals, and a space from NUL. */
const CASE: u32 = 0x202020;
const MULTIPLIER: u32 = 0x9E3779B1;

/** Fills the tables; to be called once. */
export function initTriggers(): void {
  for (let vector: usize = 0; vector < 6; vector++) {
    memory.fill(REDACT_VECTORS + vector * VECTOR, 0, VECTOR);
  }
  add("paspwdsectokkeyedehori_acoobea---b_ppm_op_ks.", STRONG);
  add(
    "akiasiaizghpghoghughsghrglpxoxxapeyjsk_sk-rk_hf_dckshpsg.pyphvsya2dap",
    STRONG | BOUNDARY,
  );
  add("://", ADDRESS);
  // Letters of curl's may be grouped, the last of them with a value.
  add(" -p -u -a -w -s -k -f -l -i-us", SHORT);
  add(
    "curmysmarredvaldocpodnerbuiskocrahelora ocmonldasqlbcpipmmosunzzip7z 7zasmbrpc",
    PROGRAM | BOUNDARY,
  );
}

/** Adds trigrams of small letters, one behind the other. */
function add(trigrams: string, kind: u32): void {
  for (let at = 0; at < trigrams.length; at += 3) {
    let trigram: u32 = 0;
    // By what it begins with, so that few share a bucket by chance.
    const bucket = <u8> (<u32> 1 << ((<u32> trigrams.charCodeAt(at) & 15) >> 1));
    for (let place = 0; place < 3; place++) {
      const byte = <u32> trigrams.charCodeAt(at + place) | 0x20;
      trigram |= byte << (place << 3);
      if (kind & PROGRAM) continue;
      mark(<usize> place, byte, bucket);
      mark(<usize> place, byte ^ 0x20, bucket);
    }
    let entry = slot(trigram);
    while (load<u32>(entry) !== 0) entry = after(entry);
    store<u32>(entry, trigram | kind << 24);
  }
}

/** Two vectors a place: the buckets of each lower, and of each upper half of a byte. */
function mark(place: usize, byte: u32, bucket: u8): void {
  const low = REDACT_VECTORS + (place << 5) + <usize> (byte & 15);
  const high = REDACT_VECTORS + (place << 5) + VECTOR + <usize> (byte >> 4);
  store<u8>(low, load<u8>(low) | bucket);
  store<u8>(high, load<u8>(high) | bucket);
}

// @inline
function slot(trigram: u32): usize {
  return REDACT_TRIGRAMS + (<usize> ((trigram * MULTIPLIER) >> 24) << 2);
}

function after(entry: usize): usize {
  const next = entry + 4;
  return next === REDACT_TRIGRAMS + (REDACT_TRIGRAMS_COUNT << 2) ? REDACT_TRIGRAMS : next;
}

/** What a trigram is; 0: nothing. */
function kindAt(at: usize, from: usize): u32 {
  const trigram = load<u32>(at) & 0xFFFFFF | CASE;
  let entry = slot(trigram);
  while (true) {
    const found = load<u32>(entry);
    if (found === 0) return 0;
    if ((found & 0xFFFFFF) === trigram) {
      const kind = found >> 24;
      return kind & BOUNDARY && at > from && isAlphanumeric(load<u8>(at - 1)) ? 0 : kind;
    }
    entry = after(entry);
  }
}

/** Whether arguments must be looked at. Reads up to 18 bytes behind them. */
export function mayHoldSecret(from: usize, to: usize): bool {
  if (to - from < 3) return false;
  let kinds: u32 = 0;
  let hasAt = false;
  const end = to - 2;
  if (ASC_FEATURE_SIMD) {
    const nibble = i8x16.splat(15);
    const sign = i8x16.splat(0x40);
    let signs = i64x2.splat(0);
    // Once, and not at each of the steps.
    const low0 = v128.load(REDACT_VECTORS);
    const high0 = v128.load(REDACT_VECTORS, 16);
    const low1 = v128.load(REDACT_VECTORS, 32);
    const high1 = v128.load(REDACT_VECTORS, 48);
    const low2 = v128.load(REDACT_VECTORS, 64);
    const high2 = v128.load(REDACT_VECTORS, 80);
    for (let at = from; at < end; at += VECTOR) {
      const bytes = v128.load(at);
      signs = v128.or(signs, i8x16.eq(bytes, sign));
      const found = v128.and(
        v128.and(
          hits(bytes, low0, high0, nibble),
          hits(v128.load(at, 1), low1, high1, nibble),
        ),
        hits(v128.load(at, 2), low2, high2, nibble),
      );
      if (!v128.any_true(found)) continue;
      let mask = i8x16.bitmask(i8x16.ne(found, i64x2.splat(0)));
      if (end - at < VECTOR) mask &= (1 << <u32> (end - at)) - 1;
      while (mask !== 0) {
        kinds |= kindAt(at + <usize> ctz(mask), from);
        mask &= mask - 1;
      }
      if (kinds & STRONG) return true;
    }
    hasAt = v128.any_true(signs);
  } else {
    for (let at = from; at < to; at++) if (load<u8>(at) === 0x40) hasAt = true;
    for (let at = from; at < end; at++) kinds |= kindAt(at, from);
    if (kinds & STRONG) return true;
  }
  if (kinds & SHORT && hasProgram(from, end)) return true;
  return hasAt && (kinds & ADDRESS) !== 0;
}

// @inline
function hits(bytes: v128, low: v128, high: v128, nibble: v128): v128 {
  return v128.and(
    i8x16.swizzle(low, v128.and(bytes, nibble)),
    i8x16.swizzle(high, i8x16.shr_u(bytes, 4)),
  );
}

/** Whether a program is named whose short options have secrets: looked for one by one, as short options are not that frequent. */
function hasProgram(from: usize, end: usize): bool {
  for (let at = from; at < end; at++) if (kindAt(at, from) & PROGRAM) return true;
  return false;
}
