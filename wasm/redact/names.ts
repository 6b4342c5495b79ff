// Which names have secrets as their values.

import { REDACT_NAME, REDACT_NAME_SIZE } from "../layout";
import { beginsLower, lower } from "./mask";

/** How the value of a name is looked at. */
export const HARMLESS: u32 = 0;
/** A secret, whatever it looks like. */
export const SECRET: u32 = 1;
/** A secret, unless it is the path of a file. */
export const SECRET_OR_PATH: u32 = 2;

let length: usize = 0;

/** Puts a name's letters and digits, small, into the buffer; of a long one the end. */
function take(from: usize, to: usize): void {
  let at = to - from > REDACT_NAME_SIZE ? to - REDACT_NAME_SIZE : from;
  length = 0;
  for (; at < to; at++) {
    const byte = <u32> load<u8>(at);
    if (byte === 0x2D || byte === 0x5F || byte === 0x2E) continue;
    store<u8>(REDACT_NAME + length, <u8> lower(byte));
    length++;
  }
}

function ends(text: string): bool {
  const size = <usize> text.length;
  return length >= size && beginsLower(REDACT_NAME + length - size, REDACT_NAME + length, text);
}

function isWhole(text: string): bool {
  return length === <usize> text.length && ends(text);
}

/** Whether the last letters are a word of their own. */
function isApart(from: usize, to: usize, letters: usize): bool {
  if (to - from <= letters) return to - from === letters;
  const before = <u32> load<u8>(to - letters - 1);
  return before === 0x2D || before === 0x5F || before === 0x2E;
}

/** What the value of a name is; `option`: it stands behind dashes. */
export function kindOfName(from: usize, to: usize, option: bool): u32 {
  if (to - from < 3) return HARMLESS;
  if (isNegated(from, to)) return HARMLESS;
  take(from, to);
  if (ends("password") || ends("passwd") || ends("passphrase") || ends("passcode")) return SECRET;
  if (ends("pass") && isApart(from, to, 4)) return SECRET;
  if (ends("pwd") && isApart(from, to, 3)) {
    return !isWhole("oldpwd") && (option || !isWhole("pwd")) ? SECRET : HARMLESS;
  }
  if (ends("secret") || ends("token")) return SECRET_OR_PATH;
  if (ends("key")) return isSecretKey() ? SECRET_OR_PATH : HARMLESS;
  if (ends("credential") || ends("credentials")) return SECRET_OR_PATH;
  if (ends("keydata") || ends("rediscliauth") || ends("oauth2bearer")) return SECRET;
  return HARMLESS;
}

function isSecretKey(): bool {
  return ends("apikey") || ends("accesskey") || ends("secretkey") || ends("privatekey") ||
    ends("authkey") || ends("signingkey") || ends("encryptionkey") || ends("accountkey") ||
    ends("masterkey") || ends("sharedkey");
}

/** An option that says that there is no secret, or that it is asked for. */
function isNegated(from: usize, to: usize): bool {
  return beginsLower(from, to, "no-") || beginsLower(from, to, "no_") ||
    beginsLower(from, to, "skip-") || beginsLower(from, to, "ask-") ||
    beginsLower(from, to, "without-") || beginsLower(from, to, "disable-") ||
    beginsLower(from, to, "prompt-");
}

/** Whether the name of a header has a secret as its value; others need a dash to be one. */
export function isSecretHeader(from: usize, to: usize): bool {
  if (isAuthorization(from, to)) return true;
  const length = to - from;
  if (length === 6 && beginsLower(from, to, "cookie")) return true;
  if (length === 10 && beginsLower(from, to, "set-cookie")) return true;
  for (let at = from; at < to; at++) {
    if (load<u8>(at) === 0x2D) return kindOfName(from, to, false) !== HARMLESS;
  }
  return false;
}

export function isAuthorization(from: usize, to: usize): bool {
  const length = to - from;
  return length === 13 && beginsLower(from, to, "authorization") ||
    length === 19 && beginsLower(from, to, "proxy-authorization");
}

/** Whether a value says that there is none, or where it is. */
export function isHarmless(from: usize, to: usize, kind: u32): bool {
  const length = to - from;
  if (length === 0) return true;
  const byte = <u32> load<u8>(from);
  // A variable of the shell.
  if (byte === 0x24 && length > 1) return true;
  if (length === 1) return byte === 0x2D || byte === 0x30 || byte === 0x31;
  if (isWord(from, to, "true") || isWord(from, to, "false") || isWord(from, to, "none")) {
    return true;
  }
  if (isWord(from, to, "yes") || isWord(from, to, "no") || isWord(from, to, "null")) return true;
  if (isWord(from, to, "prompt") || isWord(from, to, "stdin")) return true;
  if (beginsLower(from, to, "env:") || beginsLower(from, to, "file:")) return true;
  if (beginsLower(from, to, "fd:") || beginsLower(from, to, "id=")) return true;
  return kind === SECRET_OR_PATH && isPath(from, to);
}

function isWord(from: usize, to: usize, text: string): bool {
  return to - from === <usize> text.length && beginsLower(from, to, text);
}

function isPath(from: usize, to: usize): bool {
  if (beginsLower(from, to, "./") || beginsLower(from, to, "../") || beginsLower(from, to, "~/")) {
    return true;
  }
  if (load<u8>(from) !== 0x2F) return false;
  for (let at = from + 1; at < to; at++) if (load<u8>(at) === 0x2F) return true;
  return false;
}
