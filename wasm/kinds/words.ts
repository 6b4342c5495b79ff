// Made by deno task events from src/events/; not to be edited.
// Words that records name by number, or by a bit each.

import { put } from "../scalar/put";
import { BITS, BITS_SIZE } from "../layout";

/** Copies what was written before; it may write 63 bytes more. */
// @inline
function copied(at: usize, from: usize, length: usize): usize {
  for (let offset: usize = 0; offset < length; offset += 64) {
    memory.copy(at + offset, from + offset, 64);
  }
  return at + length;
}

/** One of 5 words; the last for numbers beyond. */
export function executableOriginWord(at: usize, number: u32): usize {
  switch (number) {
    case 0:
      return put(at, "root");
    case 1:
      return put(at, "image");
    case 2:
      return put(at, "upper");
    case 3:
      return put(at, "volume");
    default:
      return put(at, "memfd");
  }
}

let capabilitiesBitsKept: u64 = 0;
let capabilitiesBitsLength: usize = 0;

/** The words of the bits that are set, as a list. */
export function capabilitiesBits(at: usize, bits: u64): usize {
  if (bits !== capabilitiesBitsKept || capabilitiesBitsLength === 0) {
    capabilitiesBitsLength = capabilitiesBitsList(BITS + 1 * BITS_SIZE, bits) -
      (BITS + 1 * BITS_SIZE);
    capabilitiesBitsKept = bits;
  }
  return copied(at, BITS + 1 * BITS_SIZE, capabilitiesBitsLength);
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

/** One of 8 words; the last for numbers beyond. */
export function causeWord(at: usize, number: u32): usize {
  switch (number) {
    case 0:
      return put(at, "exited");
    case 1:
      return put(at, "signal");
    case 2:
      return put(at, "fault");
    case 3:
      return put(at, "out_of_memory");
    case 4:
      return put(at, "seccomp");
    case 5:
      return put(at, "kernel");
    case 6:
      return put(at, "unknown");
    default:
      return put(at, "not_started");
  }
}

/** One of 66 words; the last for numbers beyond. */
export function numberWord(at: usize, number: u32): usize {
  switch (number) {
    case 0:
      return put(at, "none");
    case 1:
      return put(at, "SIGHUP");
    case 2:
      return put(at, "SIGINT");
    case 3:
      return put(at, "SIGQUIT");
    case 4:
      return put(at, "SIGILL");
    case 5:
      return put(at, "SIGTRAP");
    case 6:
      return put(at, "SIGABRT");
    case 7:
      return put(at, "SIGBUS");
    case 8:
      return put(at, "SIGFPE");
    case 9:
      return put(at, "SIGKILL");
    case 10:
      return put(at, "SIGUSR1");
    case 11:
      return put(at, "SIGSEGV");
    case 12:
      return put(at, "SIGUSR2");
    case 13:
      return put(at, "SIGPIPE");
    case 14:
      return put(at, "SIGALRM");
    case 15:
      return put(at, "SIGTERM");
    case 16:
      return put(at, "SIGSTKFLT");
    case 17:
      return put(at, "SIGCHLD");
    case 18:
      return put(at, "SIGCONT");
    case 19:
      return put(at, "SIGSTOP");
    case 20:
      return put(at, "SIGTSTP");
    case 21:
      return put(at, "SIGTTIN");
    case 22:
      return put(at, "SIGTTOU");
    case 23:
      return put(at, "SIGURG");
    case 24:
      return put(at, "SIGXCPU");
    case 25:
      return put(at, "SIGXFSZ");
    case 26:
      return put(at, "SIGVTALRM");
    case 27:
      return put(at, "SIGPROF");
    case 28:
      return put(at, "SIGWINCH");
    case 29:
      return put(at, "SIGIO");
    case 30:
      return put(at, "SIGPWR");
    case 31:
      return put(at, "SIGSYS");
    case 32:
      return put(at, "SIGRTMIN-2");
    case 33:
      return put(at, "SIGRTMIN-1");
    case 34:
      return put(at, "SIGRTMIN");
    case 35:
      return put(at, "SIGRTMIN+1");
    case 36:
      return put(at, "SIGRTMIN+2");
    case 37:
      return put(at, "SIGRTMIN+3");
    case 38:
      return put(at, "SIGRTMIN+4");
    case 39:
      return put(at, "SIGRTMIN+5");
    case 40:
      return put(at, "SIGRTMIN+6");
    case 41:
      return put(at, "SIGRTMIN+7");
    case 42:
      return put(at, "SIGRTMIN+8");
    case 43:
      return put(at, "SIGRTMIN+9");
    case 44:
      return put(at, "SIGRTMIN+10");
    case 45:
      return put(at, "SIGRTMIN+11");
    case 46:
      return put(at, "SIGRTMIN+12");
    case 47:
      return put(at, "SIGRTMIN+13");
    case 48:
      return put(at, "SIGRTMIN+14");
    case 49:
      return put(at, "SIGRTMIN+15");
    case 50:
      return put(at, "SIGRTMIN+16");
    case 51:
      return put(at, "SIGRTMIN+17");
    case 52:
      return put(at, "SIGRTMIN+18");
    case 53:
      return put(at, "SIGRTMIN+19");
    case 54:
      return put(at, "SIGRTMIN+20");
    case 55:
      return put(at, "SIGRTMIN+21");
    case 56:
      return put(at, "SIGRTMIN+22");
    case 57:
      return put(at, "SIGRTMIN+23");
    case 58:
      return put(at, "SIGRTMIN+24");
    case 59:
      return put(at, "SIGRTMIN+25");
    case 60:
      return put(at, "SIGRTMIN+26");
    case 61:
      return put(at, "SIGRTMIN+27");
    case 62:
      return put(at, "SIGRTMIN+28");
    case 63:
      return put(at, "SIGRTMIN+29");
    case 64:
      return put(at, "SIGRTMIN+30");
    default:
      return put(at, "unknown");
  }
}

/** One of 7 words; the last for numbers beyond. */
export function codeWord(at: usize, number: u32): usize {
  switch (number) {
    case 0:
      return put(at, "user");
    case 1:
      return put(at, "kernel");
    case 2:
      return put(at, "timer");
    case 3:
      return put(at, "fault");
    case 4:
      return put(at, "seccomp");
    case 5:
      return put(at, "out_of_memory");
    default:
      return put(at, "other");
  }
}

/** One of 5 words; the last for numbers beyond. */
export function resultWord(at: usize, number: u32): usize {
  switch (number) {
    case 0:
      return put(at, "delivered");
    case 1:
      return put(at, "ignored");
    case 2:
      return put(at, "already_pending");
    case 3:
      return put(at, "lost");
    default:
      return put(at, "delivered");
  }
}
