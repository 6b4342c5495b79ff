// Made by deno task events from src/events/; not to be edited.
// The line of an event up to its label fragment, piece by piece: the plain twin of usual.ts, and for what is unusual.

import { timestamp } from "../text/time";
import { wallClock } from "../clock";
import { put } from "../scalar/put";
import { decimal32, decimal64 } from "../text/decimal";
import {
  argumentList,
  baseName,
  firstArgument,
  maskedFirst,
  maskedList,
  maskedPlaces,
  nameOf,
  text,
} from "../strings";
import { ancestor, ancestorList } from "../lineage/ancestors";
import { execId } from "../lineage/exec_id";
import { originOf } from "../lineage/origin";
import { party } from "../lineage/party";
import { scopeOf } from "../lineage/scope";
import { verdict } from "../lineage/verdict";
import {
  capabilitiesBits,
  causeWord,
  codeWord,
  executableOriginWord,
  numberWord,
  resultWord,
} from "./words";
import {
  CGROUP_MKDIR,
  CGROUP_RMDIR,
  CONTAINER_EXIT,
  CONTAINER_START,
  EXEC_ANCESTORS_LENGTH,
  EXEC_ARGS_TRUNCATED,
  EXEC_ARGS_UNREADABLE,
  EXEC_CAPABILITIES,
  EXEC_CWD_DELETED,
  EXEC_CWD_TRUNCATED,
  EXEC_CWD_UNREACHABLE,
  EXEC_EXECUTABLE_DELETED,
  EXEC_EXECUTABLE_TRUNCATED,
  EXEC_EXECUTABLE_UNREACHABLE,
  EXEC_GAINED_PRIVILEGES,
  EXEC_GID,
  EXEC_LOGIN,
  EXEC_OTHER_IDS,
  EXEC_REQUESTED_LENGTH,
  EXEC_REQUESTED_TRUNCATED,
  EXEC_SAVED_GID,
  EXEC_SAVED_UID,
  EXEC_SCRIPT,
  EXEC_SINCE_CGROUP_NS,
  EXEC_SIZE,
  EXEC_TERMINAL,
  EXEC_TTY,
  EXEC_UNRECORDED,
  EXIT_CAUSE,
  EXIT_CODE,
  EXIT_CORE_DUMPED,
  EXIT_DURATION_NS,
  EXIT_NEVER_RAN,
  EXIT_SIZE,
  FORK_ANCESTORS_LENGTH,
  FORK_SIZE,
  OOM_ANONYMOUS_BYTES,
  OOM_FILE_BYTES,
  OOM_GROUP,
  OOM_KILL,
  OOM_LIMIT_BYTES,
  OOM_PAGE_TABLE_BYTES,
  OOM_SCOPE,
  OOM_SHARED_BYTES,
  OOM_SIZE,
  OOM_USAGE_BYTES,
  PROCESS_EXEC,
  PROCESS_EXISTING,
  PROCESS_EXIT,
  PROCESS_FORK,
  PROCESS_SIGNAL,
  RECORD_COMM,
  RECORD_ENTRY_PID,
  RECORD_ENTRY_START_TIME_NS,
  RECORD_FLAGS,
  RECORD_PARENT_PID,
  RECORD_PID,
  RECORD_RUN,
  RECORD_SIZE,
  RECORD_START_TIME_NS,
  RECORD_TIME_NS,
  RECORD_TYPE,
  SIGNAL_NUMBER,
  SIGNAL_SENDER_LENGTH,
  SIGNAL_SIZE,
} from "../wire";

/** Writes from the opening brace to the brace that closes the last object but the line's; the record is a checked one. */
export function plainLine(at: usize, record: usize): usize {
  const type = <u32> load<u16>(record, RECORD_TYPE);
  at = put(at, '{"time":"');
  at = timestamp(at, wallClock(load<u64>(record, RECORD_TIME_NS)));
  at = put(at, '","event":"');
  at = eventName(at, type);
  at = put(at, '"');
  const startTimeNs = load<u64>(record, RECORD_START_TIME_NS);
  const word32 = load<u64>(record, RECORD_PID);
  const pid = <u32> word32;
  const tid = <u32> (word32 >> 32);
  const word40 = load<u64>(record, RECORD_PARENT_PID);
  const parentPid = <u32> word40;
  const uid = <u32> (word40 >> 32);
  const word64 = load<u64>(record, RECORD_RUN);
  const run = <u32> word64;
  const origin = <u32> (word64 >> 32);
  const entryStartTimeNs = load<u64>(record, RECORD_ENTRY_START_TIME_NS);
  const word80 = load<u64>(record, RECORD_ENTRY_PID);
  const entryPid = <u32> word80;
  const entryRun = <u32> (word80 >> 32);
  at = put(at, ',"thread":{"id":');
  at = decimal32(at, tid);
  at = put(at, ',"name":"');
  at = nameOf(at, record + RECORD_COMM);
  at = put(at, '"},"process":{"pid":');
  at = decimal32(at, pid);
  at = put(at, ',"parent_pid":');
  at = decimal32(at, parentPid);
  at = put(at, ',"user":{"id":');
  at = decimal32(at, uid);
  at = put(at, '},"creation":{"time":"');
  at = timestamp(at, wallClock(startTimeNs));
  at = put(at, '"}');
  if (run !== 0) {
    at = put(at, ',"exec_id":"');
    at = execId(at, startTimeNs, pid, run);
    at = put(at, '"');
  }
  if (origin !== 0) {
    at = put(at, ',"origin":"');
    at = originOf(at, origin);
    at = put(at, '"');
  }
  if (entryPid !== 0) {
    at = put(at, ',"entry":{"exec_id":"');
    at = execId(at, entryStartTimeNs, entryPid, entryRun);
    at = put(at, '"}');
  }

  const flags = <u32> load<u16>(record, RECORD_FLAGS);
  if (type === PROCESS_EXEC) return processExec(at, record, flags);
  if (type === PROCESS_EXIT) return processExit(at, record, flags);
  if (type === PROCESS_FORK) return processFork(at, record);
  if (type === PROCESS_SIGNAL) return processSignal(at, record);
  if (type === OOM_KILL) return oomKill(at, record, flags);
  if (type === PROCESS_EXISTING) return processExisting(at, record, flags);
  if (type === CONTAINER_START) return containerStart(at, record, flags);
  if (type === CONTAINER_EXIT) return containerExit(at, record, flags);
  return put(at, "}");
}

function eventName(at: usize, type: u32): usize {
  if (type === PROCESS_EXEC) return put(at, "process.exec");
  if (type === PROCESS_EXIT) return put(at, "process.exit");
  if (type === CGROUP_MKDIR) return put(at, "cgroup.mkdir");
  if (type === CGROUP_RMDIR) return put(at, "cgroup.rmdir");
  if (type === PROCESS_FORK) return put(at, "process.fork");
  if (type === PROCESS_SIGNAL) return put(at, "process.signal");
  if (type === OOM_KILL) return put(at, "oom.kill");
  if (type === PROCESS_EXISTING) return put(at, "process.existing");
  if (type === CONTAINER_START) return put(at, "container.start");
  return put(at, "container.exit");
}

function processExec(at: usize, record: usize, flags: u32): usize {
  const payload = record + RECORD_SIZE;
  const word0 = load<u64>(payload, EXEC_REQUESTED_LENGTH);
  const requestedLength = <u32> (word0 & 0xFFFF);
  const executableLength = <u32> (word0 >> 16 & 0xFFFF);
  const cwdLength = <u32> (word0 >> 32 & 0xFFFF);
  const argsLength = <u32> (word0 >> 48);
  const word8 = load<u64>(payload, EXEC_ANCESTORS_LENGTH);
  const ancestorsLength = <u32> (word8 & 0xFFFF);
  const executableOrigin = <u32> (word8 >> 16 & 0xFFFF);
  const vpid = <u32> (word8 >> 32);
  const word16 = load<u64>(payload, EXEC_GID);
  const gid = <u32> word16;
  const realUid = <u32> (word16 >> 32);
  const word24 = load<u64>(payload, EXEC_SAVED_UID);
  const savedUid = <u32> word24;
  const realGid = <u32> (word24 >> 32);
  const word32 = load<u64>(payload, EXEC_SAVED_GID);
  const savedGid = <u32> word32;
  const loginUid = <u32> (word32 >> 32);
  const capabilities = load<u64>(payload, EXEC_CAPABILITIES);
  const ancestors = payload + EXEC_SIZE;
  const requested = ancestors + <usize> ancestorsLength;
  const executable = requested + <usize> requestedLength;
  const cwd = executable + <usize> executableLength;
  const args = cwd + <usize> cwdLength;
  at = put(at, ',"executable":{"requested":"');
  at = text(at, requested, <usize> requestedLength);
  at = put(at, '"');
  if (flags & EXEC_REQUESTED_TRUNCATED) {
    at = put(at, ',"requested_truncated":true');
  }
  if (executableLength !== 0) {
    at = put(at, ',"path":"');
    at = text(at, executable, <usize> executableLength);
    at = put(at, '","name":"');
    at = baseName(at, executable, <usize> executableLength);
    at = put(at, '"');
  }
  if (flags & EXEC_EXECUTABLE_TRUNCATED) {
    at = put(at, ',"truncated":true');
  }
  if (flags & EXEC_EXECUTABLE_UNREACHABLE) {
    at = put(at, ',"unreachable":true');
  }
  if (flags & EXEC_EXECUTABLE_DELETED) {
    at = put(at, ',"deleted":true');
  }
  if (!(flags & EXEC_UNRECORDED)) {
    at = put(at, ',"origin":"');
    at = executableOriginWord(at, executableOrigin);
    at = put(at, '"');
  }
  at = put(at, "}");
  if (flags & EXEC_SCRIPT) {
    at = put(at, ',"script":{"path":"');
    at = text(at, requested, <usize> requestedLength);
    at = put(at, '"}');
  }
  if (flags & EXEC_ARGS_UNREADABLE) {
    at = put(at, ',"command_args_unreadable":true');
  } else {
    if (argsLength !== 0) {
      at = put(at, ',"command":"');
      at = flags & 0x4000
        ? maskedFirst(at, args, <usize> argsLength)
        : firstArgument(at, args, <usize> argsLength);
      at = put(at, '"');
    }
    at = put(at, ',"command_args":');
    at = flags & 0x4000
      ? maskedList(at, args, <usize> argsLength)
      : argumentList(at, args, <usize> argsLength);
    if (flags & 0x4000) {
      at = put(at, ',"command_args_redacted":');
      at = maskedPlaces(at, args, <usize> argsLength);
    }
    if (flags & EXEC_ARGS_TRUNCATED) {
      at = put(at, ',"command_args_truncated":true');
    }
  }
  if (cwdLength !== 0) {
    at = put(at, ',"working_directory":"');
    at = text(at, cwd, <usize> cwdLength);
    at = put(at, '"');
    if (flags & EXEC_CWD_TRUNCATED) {
      at = put(at, ',"working_directory_truncated":true');
    }
    if (flags & EXEC_CWD_UNREACHABLE) {
      at = put(at, ',"working_directory_unreachable":true');
    }
    if (flags & EXEC_CWD_DELETED) {
      at = put(at, ',"working_directory_deleted":true');
    }
  }
  if (!(flags & EXEC_UNRECORDED)) {
    at = put(at, ',"group":{"id":');
    at = decimal32(at, gid);
    at = put(at, "}");
  }
  if (flags & EXEC_OTHER_IDS) {
    at = put(at, ',"real_user":{"id":');
    at = decimal32(at, realUid);
    at = put(at, '},"saved_user":{"id":');
    at = decimal32(at, savedUid);
    at = put(at, '},"real_group":{"id":');
    at = decimal32(at, realGid);
    at = put(at, '},"saved_group":{"id":');
    at = decimal32(at, savedGid);
    at = put(at, "}");
  }
  if (flags & EXEC_LOGIN) {
    at = put(at, ',"login_user":{"id":');
    at = decimal32(at, loginUid);
    at = put(at, "}");
  }
  if (!(flags & EXEC_UNRECORDED)) {
    at = put(at, ',"capabilities":{"effective":');
    at = capabilitiesBits(at, capabilities);
    at = put(at, "}");
  }
  if (flags & EXEC_GAINED_PRIVILEGES) {
    at = put(at, ',"privileges_gained":true');
  }
  if (flags & EXEC_TERMINAL) {
    at = put(at, ',"interactive":true,"tty":"');
    at = nameOf(at, payload + EXEC_TTY);
    at = put(at, '"');
  }
  if (vpid !== 0) {
    at = put(at, ',"vpid":');
    at = decimal32(at, vpid);
  }
  if (ancestorsLength !== 0) {
    at = put(at, ',"parent":');
    const first = at;
    at = ancestor(at, ancestors);
    const firstEnd = at;
    at = put(at, ',"ancestors":');
    at = ancestorList(at, ancestors, <usize> ancestorsLength, first, firstEnd);
  }
  at = put(at, "}");
  return at;
}

function processExit(at: usize, record: usize, flags: u32): usize {
  const payload = record + RECORD_SIZE;
  const durationNs = load<u64>(payload, EXIT_DURATION_NS);
  const word8 = load<u64>(payload, EXIT_CODE);
  const code = <u32> word8;
  const signal = <u32> (word8 >> 32);
  const word16 = load<u64>(payload, EXIT_CAUSE);
  const cause = <u32> (word16 & 0xFFFF);
  const senderLength = <u32> (word16 >> 16 & 0xFFFF);
  const syscall = <u32> (word16 >> 32);
  const sender = payload + EXIT_SIZE;
  at = put(at, ',"exit":{"cause":"');
  at = causeWord(at, cause);
  at = put(at, '"');
  if (signal !== 0) {
    at = put(at, ',"signal":');
    at = decimal32(at, signal);
    if (flags & EXIT_CORE_DUMPED) {
      at = put(at, ',"core_dumped":true');
    }
  } else {
    at = put(at, ',"code":');
    at = decimal32(at, code);
  }
  if (cause !== 0) {
    if (syscall !== 0) {
      at = put(at, ',"syscall":{"number":');
      at = decimal32(at, syscall);
      at = put(at, "}");
    }
    if (senderLength !== 0) {
      at = put(at, ',"sender":');
      at = party(at, record, sender);
    }
    at = put(at, ',"verdict":"');
    at = verdict(at, record);
    at = put(at, '"');
  }
  at = put(at, '},"duration_ns":"');
  at = decimal64(at, durationNs);
  at = put(at, '"');
  if (flags & EXIT_NEVER_RAN) {
    at = put(at, ',"never_ran":true');
  }
  at = put(at, "}");
  return at;
}

function processFork(at: usize, record: usize): usize {
  const payload = record + RECORD_SIZE;
  const ancestorsLength = load<u32>(payload, FORK_ANCESTORS_LENGTH);
  const ancestors = payload + FORK_SIZE;
  if (ancestorsLength !== 0) {
    at = put(at, ',"parent":');
    const first = at;
    at = ancestor(at, ancestors);
    const firstEnd = at;
    at = put(at, ',"ancestors":');
    at = ancestorList(at, ancestors, <usize> ancestorsLength, first, firstEnd);
  }
  at = put(at, "}");
  return at;
}

function processSignal(at: usize, record: usize): usize {
  const payload = record + RECORD_SIZE;
  const word0 = load<u64>(payload, SIGNAL_NUMBER);
  const number = <u32> word0;
  const code = <u32> (word0 >> 32 & 0xFFFF);
  const result = <u32> (word0 >> 48);
  const senderLength = load<u32>(payload, SIGNAL_SENDER_LENGTH);
  const sender = payload + SIGNAL_SIZE;
  at = put(at, ',"signal":{"number":');
  at = decimal32(at, number);
  at = put(at, ',"name":"');
  at = numberWord(at, number);
  at = put(at, '","code":"');
  at = codeWord(at, code);
  at = put(at, '","result":"');
  at = resultWord(at, result);
  at = put(at, '"');
  if (senderLength !== 0) {
    at = put(at, ',"sender":');
    at = party(at, record, sender);
  }
  at = put(at, "}}");
  return at;
}

function oomKill(at: usize, record: usize, flags: u32): usize {
  const payload = record + RECORD_SIZE;
  const usageBytes = load<u64>(payload, OOM_USAGE_BYTES);
  const limitBytes = load<u64>(payload, OOM_LIMIT_BYTES);
  const anonymousBytes = load<u64>(payload, OOM_ANONYMOUS_BYTES);
  const fileBytes = load<u64>(payload, OOM_FILE_BYTES);
  const sharedBytes = load<u64>(payload, OOM_SHARED_BYTES);
  const pageTableBytes = load<u64>(payload, OOM_PAGE_TABLE_BYTES);
  const word48 = load<u64>(payload, OOM_SCOPE);
  const scope = <u32> (word48 & 0xFFFF);
  const triggerLength = <u32> (word48 >> 16 & 0xFFFF);
  const cgroupLength = <u32> (word48 >> 32 & 0xFFFF);
  const cgroup = payload + OOM_SIZE;
  const trigger = cgroup + <usize> cgroupLength;
  at = put(at, '},"oom":{"scope":"');
  at = scopeOf(at, scope);
  at = put(at, '"');
  if (limitBytes !== 0) {
    at = put(at, ',"limit_bytes":"');
    at = decimal64(at, limitBytes);
    at = put(at, '","usage_bytes":"');
    at = decimal64(at, usageBytes);
    at = put(at, '"');
  }
  if (cgroupLength !== 0) {
    at = put(at, ',"cgroup":{"name":"');
    at = text(at, cgroup, <usize> cgroupLength);
    at = put(at, '"}');
  }
  at = put(at, ',"memory":{"anonymous_bytes":"');
  at = decimal64(at, anonymousBytes);
  at = put(at, '","file_bytes":"');
  at = decimal64(at, fileBytes);
  at = put(at, '","shared_bytes":"');
  at = decimal64(at, sharedBytes);
  at = put(at, '","page_table_bytes":"');
  at = decimal64(at, pageTableBytes);
  at = put(at, '"}');
  if (flags & OOM_GROUP) {
    at = put(at, ',"group":true');
  }
  if (triggerLength !== 0) {
    at = put(at, ',"trigger":');
    at = party(at, record, trigger);
  }
  at = put(at, "}");
  return at;
}

function processExisting(at: usize, record: usize, flags: u32): usize {
  const payload = record + RECORD_SIZE;
  const word0 = load<u64>(payload, EXEC_REQUESTED_LENGTH);
  const requestedLength = <u32> (word0 & 0xFFFF);
  const executableLength = <u32> (word0 >> 16 & 0xFFFF);
  const cwdLength = <u32> (word0 >> 32 & 0xFFFF);
  const word8 = load<u64>(payload, EXEC_ANCESTORS_LENGTH);
  const ancestorsLength = <u32> (word8 & 0xFFFF);
  const executableOrigin = <u32> (word8 >> 16 & 0xFFFF);
  const vpid = <u32> (word8 >> 32);
  const word16 = load<u64>(payload, EXEC_GID);
  const gid = <u32> word16;
  const realUid = <u32> (word16 >> 32);
  const word24 = load<u64>(payload, EXEC_SAVED_UID);
  const savedUid = <u32> word24;
  const realGid = <u32> (word24 >> 32);
  const word32 = load<u64>(payload, EXEC_SAVED_GID);
  const savedGid = <u32> word32;
  const loginUid = <u32> (word32 >> 32);
  const capabilities = load<u64>(payload, EXEC_CAPABILITIES);
  const ancestors = payload + EXEC_SIZE;
  const executable = ancestors + <usize> ancestorsLength + <usize> requestedLength;
  const cwd = executable + <usize> executableLength;
  if (executableLength !== 0) {
    at = put(at, ',"executable":{"path":"');
    at = text(at, executable, <usize> executableLength);
    at = put(at, '","name":"');
    at = baseName(at, executable, <usize> executableLength);
    at = put(at, '"');
    if (flags & EXEC_EXECUTABLE_TRUNCATED) {
      at = put(at, ',"truncated":true');
    }
    if (flags & EXEC_EXECUTABLE_UNREACHABLE) {
      at = put(at, ',"unreachable":true');
    }
    if (flags & EXEC_EXECUTABLE_DELETED) {
      at = put(at, ',"deleted":true');
    }
    at = put(at, ',"origin":"');
    at = executableOriginWord(at, executableOrigin);
    at = put(at, '"}');
  }
  if (cwdLength !== 0) {
    at = put(at, ',"working_directory":"');
    at = text(at, cwd, <usize> cwdLength);
    at = put(at, '"');
    if (flags & EXEC_CWD_TRUNCATED) {
      at = put(at, ',"working_directory_truncated":true');
    }
    if (flags & EXEC_CWD_UNREACHABLE) {
      at = put(at, ',"working_directory_unreachable":true');
    }
    if (flags & EXEC_CWD_DELETED) {
      at = put(at, ',"working_directory_deleted":true');
    }
  }
  if (!(flags & EXEC_UNRECORDED)) {
    at = put(at, ',"group":{"id":');
    at = decimal32(at, gid);
    at = put(at, "}");
  }
  if (flags & EXEC_OTHER_IDS) {
    at = put(at, ',"real_user":{"id":');
    at = decimal32(at, realUid);
    at = put(at, '},"saved_user":{"id":');
    at = decimal32(at, savedUid);
    at = put(at, '},"real_group":{"id":');
    at = decimal32(at, realGid);
    at = put(at, '},"saved_group":{"id":');
    at = decimal32(at, savedGid);
    at = put(at, "}");
  }
  if (flags & EXEC_LOGIN) {
    at = put(at, ',"login_user":{"id":');
    at = decimal32(at, loginUid);
    at = put(at, "}");
  }
  if (!(flags & EXEC_UNRECORDED)) {
    at = put(at, ',"capabilities":{"effective":');
    at = capabilitiesBits(at, capabilities);
    at = put(at, "}");
  }
  if (flags & EXEC_GAINED_PRIVILEGES) {
    at = put(at, ',"privileges_gained":true');
  }
  if (flags & EXEC_TERMINAL) {
    at = put(at, ',"interactive":true,"tty":"');
    at = nameOf(at, payload + EXEC_TTY);
    at = put(at, '"');
  }
  if (vpid !== 0) {
    at = put(at, ',"vpid":');
    at = decimal32(at, vpid);
  }
  if (ancestorsLength !== 0) {
    at = put(at, ',"parent":');
    const first = at;
    at = ancestor(at, ancestors);
    const firstEnd = at;
    at = put(at, ',"ancestors":');
    at = ancestorList(at, ancestors, <usize> ancestorsLength, first, firstEnd);
  }
  at = put(at, "}");
  return at;
}

function containerStart(at: usize, record: usize, flags: u32): usize {
  const payload = record + RECORD_SIZE;
  const word0 = load<u64>(payload, EXEC_REQUESTED_LENGTH);
  const requestedLength = <u32> (word0 & 0xFFFF);
  const executableLength = <u32> (word0 >> 16 & 0xFFFF);
  const cwdLength = <u32> (word0 >> 32 & 0xFFFF);
  const argsLength = <u32> (word0 >> 48);
  const word8 = load<u64>(payload, EXEC_ANCESTORS_LENGTH);
  const ancestorsLength = <u32> (word8 & 0xFFFF);
  const executableOrigin = <u32> (word8 >> 16 & 0xFFFF);
  const vpid = <u32> (word8 >> 32);
  const word16 = load<u64>(payload, EXEC_GID);
  const gid = <u32> word16;
  const realUid = <u32> (word16 >> 32);
  const word24 = load<u64>(payload, EXEC_SAVED_UID);
  const savedUid = <u32> word24;
  const realGid = <u32> (word24 >> 32);
  const word32 = load<u64>(payload, EXEC_SAVED_GID);
  const savedGid = <u32> word32;
  const loginUid = <u32> (word32 >> 32);
  const capabilities = load<u64>(payload, EXEC_CAPABILITIES);
  const sinceCgroupNs = load<u64>(payload, EXEC_SINCE_CGROUP_NS);
  const ancestors = payload + EXEC_SIZE;
  const requested = ancestors + <usize> ancestorsLength;
  const executable = requested + <usize> requestedLength;
  const cwd = executable + <usize> executableLength;
  const args = cwd + <usize> cwdLength;
  at = put(at, ',"executable":{"requested":"');
  at = text(at, requested, <usize> requestedLength);
  at = put(at, '"');
  if (flags & EXEC_REQUESTED_TRUNCATED) {
    at = put(at, ',"requested_truncated":true');
  }
  if (executableLength !== 0) {
    at = put(at, ',"path":"');
    at = text(at, executable, <usize> executableLength);
    at = put(at, '","name":"');
    at = baseName(at, executable, <usize> executableLength);
    at = put(at, '"');
  }
  if (flags & EXEC_EXECUTABLE_TRUNCATED) {
    at = put(at, ',"truncated":true');
  }
  if (flags & EXEC_EXECUTABLE_UNREACHABLE) {
    at = put(at, ',"unreachable":true');
  }
  if (flags & EXEC_EXECUTABLE_DELETED) {
    at = put(at, ',"deleted":true');
  }
  if (!(flags & EXEC_UNRECORDED)) {
    at = put(at, ',"origin":"');
    at = executableOriginWord(at, executableOrigin);
    at = put(at, '"');
  }
  at = put(at, "}");
  if (flags & EXEC_SCRIPT) {
    at = put(at, ',"script":{"path":"');
    at = text(at, requested, <usize> requestedLength);
    at = put(at, '"}');
  }
  if (flags & EXEC_ARGS_UNREADABLE) {
    at = put(at, ',"command_args_unreadable":true');
  } else {
    if (argsLength !== 0) {
      at = put(at, ',"command":"');
      at = flags & 0x4000
        ? maskedFirst(at, args, <usize> argsLength)
        : firstArgument(at, args, <usize> argsLength);
      at = put(at, '"');
    }
    at = put(at, ',"command_args":');
    at = flags & 0x4000
      ? maskedList(at, args, <usize> argsLength)
      : argumentList(at, args, <usize> argsLength);
    if (flags & 0x4000) {
      at = put(at, ',"command_args_redacted":');
      at = maskedPlaces(at, args, <usize> argsLength);
    }
    if (flags & EXEC_ARGS_TRUNCATED) {
      at = put(at, ',"command_args_truncated":true');
    }
  }
  if (cwdLength !== 0) {
    at = put(at, ',"working_directory":"');
    at = text(at, cwd, <usize> cwdLength);
    at = put(at, '"');
    if (flags & EXEC_CWD_TRUNCATED) {
      at = put(at, ',"working_directory_truncated":true');
    }
    if (flags & EXEC_CWD_UNREACHABLE) {
      at = put(at, ',"working_directory_unreachable":true');
    }
    if (flags & EXEC_CWD_DELETED) {
      at = put(at, ',"working_directory_deleted":true');
    }
  }
  if (!(flags & EXEC_UNRECORDED)) {
    at = put(at, ',"group":{"id":');
    at = decimal32(at, gid);
    at = put(at, "}");
  }
  if (flags & EXEC_OTHER_IDS) {
    at = put(at, ',"real_user":{"id":');
    at = decimal32(at, realUid);
    at = put(at, '},"saved_user":{"id":');
    at = decimal32(at, savedUid);
    at = put(at, '},"real_group":{"id":');
    at = decimal32(at, realGid);
    at = put(at, '},"saved_group":{"id":');
    at = decimal32(at, savedGid);
    at = put(at, "}");
  }
  if (flags & EXEC_LOGIN) {
    at = put(at, ',"login_user":{"id":');
    at = decimal32(at, loginUid);
    at = put(at, "}");
  }
  if (!(flags & EXEC_UNRECORDED)) {
    at = put(at, ',"capabilities":{"effective":');
    at = capabilitiesBits(at, capabilities);
    at = put(at, "}");
  }
  if (flags & EXEC_GAINED_PRIVILEGES) {
    at = put(at, ',"privileges_gained":true');
  }
  if (flags & EXEC_TERMINAL) {
    at = put(at, ',"interactive":true,"tty":"');
    at = nameOf(at, payload + EXEC_TTY);
    at = put(at, '"');
  }
  if (vpid !== 0) {
    at = put(at, ',"vpid":');
    at = decimal32(at, vpid);
  }
  if (ancestorsLength !== 0) {
    at = put(at, ',"parent":');
    const first = at;
    at = ancestor(at, ancestors);
    const firstEnd = at;
    at = put(at, ',"ancestors":');
    at = ancestorList(at, ancestors, <usize> ancestorsLength, first, firstEnd);
  }
  if (sinceCgroupNs !== 0) {
    at = put(at, ',"since_cgroup_ns":"');
    at = decimal64(at, sinceCgroupNs);
    at = put(at, '"');
  }
  at = put(at, "}");
  return at;
}

function containerExit(at: usize, record: usize, flags: u32): usize {
  const payload = record + RECORD_SIZE;
  const durationNs = load<u64>(payload, EXIT_DURATION_NS);
  const word8 = load<u64>(payload, EXIT_CODE);
  const code = <u32> word8;
  const signal = <u32> (word8 >> 32);
  const word16 = load<u64>(payload, EXIT_CAUSE);
  const cause = <u32> (word16 & 0xFFFF);
  const senderLength = <u32> (word16 >> 16 & 0xFFFF);
  const syscall = <u32> (word16 >> 32);
  const sender = payload + EXIT_SIZE;
  at = put(at, ',"exit":{"cause":"');
  at = causeWord(at, cause);
  at = put(at, '"');
  if (signal !== 0) {
    at = put(at, ',"signal":');
    at = decimal32(at, signal);
    if (flags & EXIT_CORE_DUMPED) {
      at = put(at, ',"core_dumped":true');
    }
  } else {
    at = put(at, ',"code":');
    at = decimal32(at, code);
  }
  if (cause !== 0) {
    if (syscall !== 0) {
      at = put(at, ',"syscall":{"number":');
      at = decimal32(at, syscall);
      at = put(at, "}");
    }
    if (senderLength !== 0) {
      at = put(at, ',"sender":');
      at = party(at, record, sender);
    }
  }
  at = put(at, ',"verdict":"');
  at = verdict(at, record);
  at = put(at, '"},"duration_ns":"');
  at = decimal64(at, durationNs);
  at = put(at, '"}');
  return at;
}
