// Why a process ended, as a sentence: for people, so it is written piece by piece.

import { find, FRAGMENT, LABEL } from "../labels/table";
import { numberWord } from "../kinds/words";
import { LABEL_HOST } from "../layout";
import { put } from "../scalar/put";
import { inContainer } from "../state";
import { nameOf, number32 } from "../strings";
import { decimal64 } from "../text/decimal";
import { SYSCALLS_GENERIC, SYSCALLS_X86_64 } from "../text/syscalls";
import {
  EXIT_ARCH,
  EXIT_CAUSE,
  EXIT_CAUSE_EXITED,
  EXIT_CAUSE_FAULT,
  EXIT_CAUSE_KERNEL,
  EXIT_CAUSE_NOT_STARTED,
  EXIT_CAUSE_OUT_OF_MEMORY,
  EXIT_CAUSE_SECCOMP,
  EXIT_CAUSE_SIGNAL,
  EXIT_CODE,
  EXIT_CORE_DUMPED,
  EXIT_OOM_LIMIT_BYTES,
  EXIT_OOM_SCOPE,
  EXIT_SENDER_LENGTH,
  EXIT_SIGNAL,
  EXIT_SIZE,
  EXIT_STOP_AGO_NS,
  EXIT_STOP_SIGNAL,
  EXIT_SYSCALL,
  OOM_SCOPE_CONTAINER,
  OOM_SCOPE_NODE,
  OOM_SCOPE_POD,
  OOM_SCOPE_UNKNOWN,
  PARTY_CGROUP_ID,
  PARTY_COMM,
  PARTY_PID,
  PARTY_START_TIME_NS,
  RECORD_CGROUP_ID,
  RECORD_COMM,
  RECORD_FLAGS,
  RECORD_PID,
  RECORD_SIZE,
  RECORD_START_TIME_NS,
} from "../wire";
import { scopeHere } from "./scope";
import { whose } from "./whose";

const AUDIT_ARCH_X86_64: u32 = 0xC000003E;
const AUDIT_ARCH_AARCH64: u32 = 0xC00000B7;
const MIB: u64 = 1 << 20;

/** Writes the inside of a JSON string: why the process of an exit's record ended; returns the end. */
export function verdict(at: usize, record: usize): usize {
  const payload = record + RECORD_SIZE;
  const cause = <u32> load<u16>(payload, EXIT_CAUSE);
  if (cause === EXIT_CAUSE_EXITED) return exited(at, payload);
  if (cause === EXIT_CAUSE_NOT_STARTED) return notStarted(at, record);
  if (cause === EXIT_CAUSE_OUT_OF_MEMORY) return outOfMemory(at, record);
  if (cause === EXIT_CAUSE_SECCOMP) at = seccomp(at, payload);
  else at = signalled(numberWord(at, load<u32>(payload, EXIT_SIGNAL)), record, cause);
  if (load<u16>(record, RECORD_FLAGS) & EXIT_CORE_DUMPED) at = put(at, ", core dumped");
  return at;
}

function exited(at: usize, payload: usize): usize {
  const code = load<u32>(payload, EXIT_CODE);
  at = number32(put(at, "exited "), code);
  if (code === 126) return put(at, ", which shells say of a command that cannot be run");
  if (code === 127) return put(at, ", which shells say of a command that is not found");
  return at;
}

/** The container's first process ended while it was still the runtime's. */
function notStarted(at: usize, record: usize): usize {
  const payload = record + RECORD_SIZE;
  at = nameOf(put(at, "never began: "), record + RECORD_COMM);
  const signal = load<u32>(payload, EXIT_SIGNAL);
  if (signal !== 0) return numberWord(put(at, " was killed by "), signal);
  return number32(put(at, " exited "), load<u32>(payload, EXIT_CODE));
}

function outOfMemory(at: usize, record: usize): usize {
  const payload = record + RECORD_SIZE;
  const scope = scopeHere(load<u32>(payload, EXIT_OOM_SCOPE));
  at = put(at, "out of memory");
  if (scope === OOM_SCOPE_NODE) at = put(at, ": the node has none left");
  else if (scope !== OOM_SCOPE_UNKNOWN) {
    if (scope === OOM_SCOPE_CONTAINER) at = put(at, ": container limit ");
    else if (scope === OOM_SCOPE_POD) at = put(at, ": pod limit ");
    else at = put(at, ": limit of its cgroup ");
    at = size(at, load<u64>(payload, EXIT_OOM_LIMIT_BYTES));
  }
  at = nameOf(put(at, "; killed: "), record + RECORD_COMM);
  at = number32(put(at, " (pid "), load<u32>(record, RECORD_PID));
  return put(at, ")");
}

/** Bytes in the largest unit in which they are a whole number. */
function size(at: usize, bytes: u64): usize {
  if (bytes % (MIB << 10) === 0) return put(decimal64(at, bytes / (MIB << 10)), " GiB");
  if (bytes % MIB === 0) return put(decimal64(at, bytes / MIB), " MiB");
  if (bytes % 1024 === 0) return put(decimal64(at, bytes / 1024), " KiB");
  return put(decimal64(at, bytes), " B");
}

function seccomp(at: usize, payload: usize): usize {
  const number = load<u32>(payload, EXIT_SYSCALL);
  const arch = load<u32>(payload, EXIT_ARCH);
  at = put(at, "seccomp refused syscall ");
  if (arch === AUDIT_ARCH_X86_64) return syscall(at, SYSCALLS_X86_64, number);
  if (arch === AUDIT_ARCH_AARCH64) return syscall(at, SYSCALLS_GENERIC, number);
  return number32(at, number);
}

/** The word of that number, or the number where there is none. */
function syscall(at: usize, names: string, number: u32): usize {
  const length = <u32> names.length;
  let from: u32 = 0;
  for (let left = number; left > 0 && from < length; from++) {
    if (names.charCodeAt(from) === 0x20) left--;
  }
  if (from >= length || names.charCodeAt(from) === 0x2D) return number32(at, number);
  for (; from < length && names.charCodeAt(from) !== 0x20; from++) {
    store<u8>(at, <u8> names.charCodeAt(from));
    at++;
  }
  return at;
}

/** Behind the signal's name: who sent it, and what came before. */
function signalled(at: usize, record: usize, cause: u32): usize {
  const payload = record + RECORD_SIZE;
  if (cause === EXIT_CAUSE_FAULT) return put(at, " by a fault of its own");
  if (cause === EXIT_CAUSE_KERNEL) return put(at, " from the kernel");
  if (cause !== EXIT_CAUSE_SIGNAL || load<u16>(payload, EXIT_SENDER_LENGTH) === 0) {
    return put(at, "; critter did not see from whom");
  }
  const sender = payload + EXIT_SIZE;
  if (isItself(record, sender)) return put(at, " raised by itself");
  at = nameOf(put(at, " from "), sender + PARTY_COMM);
  at = put(at, " (");
  const cgroup = load<u64>(sender, PARTY_CGROUP_ID);
  at = cgroup === load<u64>(record, RECORD_CGROUP_ID) && inContainer !== 0
    ? put(at, "same container")
    : place(at, cgroup);
  at = put(at, ")");
  const ago = load<u64>(payload, EXIT_STOP_AGO_NS);
  if (ago === 0) return at;
  at = seconds(put(at, ", "), ago);
  at = numberWord(put(at, " s after its "), load<u32>(payload, EXIT_STOP_SIGNAL));
  return at;
}

function isItself(record: usize, sender: usize): bool {
  return load<u32>(sender, PARTY_PID) === load<u32>(record, RECORD_PID) &&
    load<u64>(sender, PARTY_START_TIME_NS) === load<u64>(record, RECORD_START_TIME_NS);
}

/** Whose a cgroup is, in a word or two. */
function place(at: usize, cgroup: u64): usize {
  const slot = find(cgroup);
  if (slot === 0) return put(at, "of an unknown cgroup");
  if (load<u8>(slot, LABEL) === LABEL_HOST) return put(at, "host");
  const fragment = load<u64>(slot, FRAGMENT);
  if (fragment === 0) return put(at, "of another container");
  return whose(at, <usize> (<u32> fragment), <usize> (fragment >> 32));
}

/** With one digit behind the point. */
function seconds(at: usize, nanoseconds: u64): usize {
  const tenths = (nanoseconds + 50000000) / 100000000;
  at = put(decimal64(at, tenths / 10), ".");
  return decimal64(at, tenths % 10);
}
