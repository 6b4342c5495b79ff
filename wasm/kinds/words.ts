// Made by deno task events from src/events/; not to be edited.
// Words that records name by number, or by a bit each.

import { copy16, copyLong } from "../scalar/copies";
import { put } from "../scalar/put";
import { BITS, BITS_COUNT, BITS_LISTS, BITS_SIZE, WORD_SIZE, WORDS, WORDS_SIZE } from "../layout";

/** Where a word's length stands behind it. */
const LENGTH: usize = WORD_SIZE - 1;
// Offsets in a list of words that was written before.
const OF: usize = 0;
const WRITTEN: usize = 8;
const TEXT: usize = 16;

export function initWords(): void {
  if (WORDS_SIZE < 91 * WORD_SIZE || BITS_LISTS < 1) unreachable();
  word(0, "root");
  word(1, "image");
  word(2, "upper");
  word(3, "volume");
  word(4, "memfd");
  word(5, "exited");
  word(6, "signal");
  word(7, "fault");
  word(8, "out_of_memory");
  word(9, "seccomp");
  word(10, "kernel");
  word(11, "unknown");
  word(12, "not_started");
  word(13, "none");
  word(14, "SIGHUP");
  word(15, "SIGINT");
  word(16, "SIGQUIT");
  word(17, "SIGILL");
  word(18, "SIGTRAP");
  word(19, "SIGABRT");
  word(20, "SIGBUS");
  word(21, "SIGFPE");
  word(22, "SIGKILL");
  word(23, "SIGUSR1");
  word(24, "SIGSEGV");
  word(25, "SIGUSR2");
  word(26, "SIGPIPE");
  word(27, "SIGALRM");
  word(28, "SIGTERM");
  word(29, "SIGSTKFLT");
  word(30, "SIGCHLD");
  word(31, "SIGCONT");
  word(32, "SIGSTOP");
  word(33, "SIGTSTP");
  word(34, "SIGTTIN");
  word(35, "SIGTTOU");
  word(36, "SIGURG");
  word(37, "SIGXCPU");
  word(38, "SIGXFSZ");
  word(39, "SIGVTALRM");
  word(40, "SIGPROF");
  word(41, "SIGWINCH");
  word(42, "SIGIO");
  word(43, "SIGPWR");
  word(44, "SIGSYS");
  word(45, "SIGRTMIN-2");
  word(46, "SIGRTMIN-1");
  word(47, "SIGRTMIN");
  word(48, "SIGRTMIN+1");
  word(49, "SIGRTMIN+2");
  word(50, "SIGRTMIN+3");
  word(51, "SIGRTMIN+4");
  word(52, "SIGRTMIN+5");
  word(53, "SIGRTMIN+6");
  word(54, "SIGRTMIN+7");
  word(55, "SIGRTMIN+8");
  word(56, "SIGRTMIN+9");
  word(57, "SIGRTMIN+10");
  word(58, "SIGRTMIN+11");
  word(59, "SIGRTMIN+12");
  word(60, "SIGRTMIN+13");
  word(61, "SIGRTMIN+14");
  word(62, "SIGRTMIN+15");
  word(63, "SIGRTMIN+16");
  word(64, "SIGRTMIN+17");
  word(65, "SIGRTMIN+18");
  word(66, "SIGRTMIN+19");
  word(67, "SIGRTMIN+20");
  word(68, "SIGRTMIN+21");
  word(69, "SIGRTMIN+22");
  word(70, "SIGRTMIN+23");
  word(71, "SIGRTMIN+24");
  word(72, "SIGRTMIN+25");
  word(73, "SIGRTMIN+26");
  word(74, "SIGRTMIN+27");
  word(75, "SIGRTMIN+28");
  word(76, "SIGRTMIN+29");
  word(77, "SIGRTMIN+30");
  word(78, "unknown");
  word(79, "user");
  word(80, "kernel");
  word(81, "timer");
  word(82, "fault");
  word(83, "seccomp");
  word(84, "out_of_memory");
  word(85, "other");
  word(86, "delivered");
  word(87, "ignored");
  word(88, "already_pending");
  word(89, "lost");
  word(90, "delivered");
}

function word(place: usize, text: string): void {
  const at = WORDS + place * WORD_SIZE;
  put(at, text);
  store<u8>(at, <u8> text.length, LENGTH);
}

/** Writes the word at a place; it may write what is left of 16 bytes more. */
// @inline
function wordAt(at: usize, place: u32): usize {
  const from = WORDS + <usize> place * WORD_SIZE;
  copy16(at, from);
  return at + <usize> load<u8>(from, LENGTH);
}

/** Where a list of words of these bits is kept, if it is. */
// @inline
function keptAt(list: usize, bits: u64): usize {
  const place = <usize> ((bits * 0x9E3779B97F4A7C15) >> 32) & (BITS_COUNT - 1);
  return BITS + (list * BITS_COUNT + place) * BITS_SIZE;
}

/** One of 5 words; the last for numbers beyond. */
// @inline
export function executableOriginWord(at: usize, number: u32): usize {
  return wordAt(at, 0 + min<u32>(number, 4));
}

/** One of 8 words; the last for numbers beyond. */
// @inline
export function causeWord(at: usize, number: u32): usize {
  return wordAt(at, 5 + min<u32>(number, 7));
}

/** One of 66 words; the last for numbers beyond. */
// @inline
export function numberWord(at: usize, number: u32): usize {
  return wordAt(at, 13 + min<u32>(number, 65));
}

/** One of 7 words; the last for numbers beyond. */
// @inline
export function codeWord(at: usize, number: u32): usize {
  return wordAt(at, 79 + min<u32>(number, 6));
}

/** One of 5 words; the last for numbers beyond. */
// @inline
export function resultWord(at: usize, number: u32): usize {
  return wordAt(at, 86 + min<u32>(number, 4));
}

/** The words of the bits that are set, as a list; it may write 64 bytes more. */
// @inline
export function capabilitiesBits(at: usize, bits: u64): usize {
  const kept = keptAt(0, bits);
  if (load<u64>(kept, OF) !== bits || load<u32>(kept, WRITTEN) === 0) {
    capabilitiesBitsKeep(kept, bits);
  }
  return copyLong(at, kept + TEXT, <usize> load<u32>(kept, WRITTEN));
}

function capabilitiesBitsKeep(kept: usize, bits: u64): void {
  store<u64>(kept, bits, OF);
  store<u32>(kept, <u32> (capabilitiesBitsList(kept + TEXT, bits) - kept - TEXT), WRITTEN);
}

function capabilitiesBitsList(at: usize, bits: u64): usize {
  at = put(at, "[");
  const begin = at;
  if (bits >> 0 & 1) at = put(at, '"CAP_CHOWN",');
  if (bits >> 1 & 1) at = put(at, '"CAP_DAC_OVERRIDE",');
  if (bits >> 2 & 1) at = put(at, '"CAP_DAC_READ_SEARCH",');
  if (bits >> 3 & 1) at = put(at, '"CAP_FOWNER",');
  if (bits >> 4 & 1) at = put(at, '"CAP_FSETID",');
  if (bits >> 5 & 1) at = put(at, '"CAP_KILL",');
  if (bits >> 6 & 1) at = put(at, '"CAP_SETGID",');
  if (bits >> 7 & 1) at = put(at, '"CAP_SETUID",');
  if (bits >> 8 & 1) at = put(at, '"CAP_SETPCAP",');
  if (bits >> 9 & 1) at = put(at, '"CAP_LINUX_IMMUTABLE",');
  if (bits >> 10 & 1) at = put(at, '"CAP_NET_BIND_SERVICE",');
  if (bits >> 11 & 1) at = put(at, '"CAP_NET_BROADCAST",');
  if (bits >> 12 & 1) at = put(at, '"CAP_NET_ADMIN",');
  if (bits >> 13 & 1) at = put(at, '"CAP_NET_RAW",');
  if (bits >> 14 & 1) at = put(at, '"CAP_IPC_LOCK",');
  if (bits >> 15 & 1) at = put(at, '"CAP_IPC_OWNER",');
  if (bits >> 16 & 1) at = put(at, '"CAP_SYS_MODULE",');
  if (bits >> 17 & 1) at = put(at, '"CAP_SYS_RAWIO",');
  if (bits >> 18 & 1) at = put(at, '"CAP_SYS_CHROOT",');
  if (bits >> 19 & 1) at = put(at, '"CAP_SYS_PTRACE",');
  if (bits >> 20 & 1) at = put(at, '"CAP_SYS_PACCT",');
  if (bits >> 21 & 1) at = put(at, '"CAP_SYS_ADMIN",');
  if (bits >> 22 & 1) at = put(at, '"CAP_SYS_BOOT",');
  if (bits >> 23 & 1) at = put(at, '"CAP_SYS_NICE",');
  if (bits >> 24 & 1) at = put(at, '"CAP_SYS_RESOURCE",');
  if (bits >> 25 & 1) at = put(at, '"CAP_SYS_TIME",');
  if (bits >> 26 & 1) at = put(at, '"CAP_SYS_TTY_CONFIG",');
  if (bits >> 27 & 1) at = put(at, '"CAP_MKNOD",');
  if (bits >> 28 & 1) at = put(at, '"CAP_LEASE",');
  if (bits >> 29 & 1) at = put(at, '"CAP_AUDIT_WRITE",');
  if (bits >> 30 & 1) at = put(at, '"CAP_AUDIT_CONTROL",');
  if (bits >> 31 & 1) at = put(at, '"CAP_SETFCAP",');
  if (bits >> 32 & 1) at = put(at, '"CAP_MAC_OVERRIDE",');
  if (bits >> 33 & 1) at = put(at, '"CAP_MAC_ADMIN",');
  if (bits >> 34 & 1) at = put(at, '"CAP_SYSLOG",');
  if (bits >> 35 & 1) at = put(at, '"CAP_WAKE_ALARM",');
  if (bits >> 36 & 1) at = put(at, '"CAP_BLOCK_SUSPEND",');
  if (bits >> 37 & 1) at = put(at, '"CAP_AUDIT_READ",');
  if (bits >> 38 & 1) at = put(at, '"CAP_PERFMON",');
  if (bits >> 39 & 1) at = put(at, '"CAP_BPF",');
  if (bits >> 40 & 1) at = put(at, '"CAP_CHECKPOINT_RESTORE",');
  if (bits >> 41 & 1) at = put(at, '"CAP_41",');
  if (bits >> 42 & 1) at = put(at, '"CAP_42",');
  if (bits >> 43 & 1) at = put(at, '"CAP_43",');
  if (bits >> 44 & 1) at = put(at, '"CAP_44",');
  if (bits >> 45 & 1) at = put(at, '"CAP_45",');
  if (bits >> 46 & 1) at = put(at, '"CAP_46",');
  if (bits >> 47 & 1) at = put(at, '"CAP_47",');
  if (bits >> 48 & 1) at = put(at, '"CAP_48",');
  if (bits >> 49 & 1) at = put(at, '"CAP_49",');
  if (bits >> 50 & 1) at = put(at, '"CAP_50",');
  if (bits >> 51 & 1) at = put(at, '"CAP_51",');
  if (bits >> 52 & 1) at = put(at, '"CAP_52",');
  if (bits >> 53 & 1) at = put(at, '"CAP_53",');
  if (bits >> 54 & 1) at = put(at, '"CAP_54",');
  if (bits >> 55 & 1) at = put(at, '"CAP_55",');
  if (bits >> 56 & 1) at = put(at, '"CAP_56",');
  if (bits >> 57 & 1) at = put(at, '"CAP_57",');
  if (bits >> 58 & 1) at = put(at, '"CAP_58",');
  if (bits >> 59 & 1) at = put(at, '"CAP_59",');
  if (bits >> 60 & 1) at = put(at, '"CAP_60",');
  if (bits >> 61 & 1) at = put(at, '"CAP_61",');
  if (bits >> 62 & 1) at = put(at, '"CAP_62",');
  if (bits >> 63 & 1) at = put(at, '"ALL",');
  if (at !== begin) at--;
  return put(at, "]");
}
