import * as wire from "#wire";
import { ARGS_REDACTED } from "../../wasm/redact/marks.ts";
import { maskedArguments, maskedPlaces } from "./plain_masks.ts";
import { nameText, text, viewOf } from "./plain_json.ts";
import {
  plainAncestors,
  type PlainContext,
  type PlainParty,
  plainParty,
  plainScope,
} from "./plain_lineage.ts";
import { plainVerdict } from "./plain_verdict.ts";
import { capabilityNames, signalName, word } from "./plain_words.ts";

/** What the header of a record says that payloads need. */
export interface PlainHeader {
  readonly type: number;
  readonly flags: number;
  readonly cgroup: bigint;
  readonly pid: number;
  readonly startNs: bigint;
  readonly command: string;
}

/** What a payload gives to a line: keys of its process, and objects behind it. */
export interface PlainFields {
  readonly process?: object;
  readonly behind?: object;
}

/** A payload, read. */
export interface PlainPayload {
  /** The path of a cgroup. */
  readonly path?: string;
  /** The path of a file that a program runs. */
  readonly executable?: Uint8Array;
  fields(context: PlainContext): PlainFields;
}

/** The flag of what critter 0.1 recorded less of. */
const UNRECORDED = 1 << 15;

/** Reads a payload; undefined when it is malformed. */
export function plainPayload(header: PlainHeader, bytes: Uint8Array): PlainPayload | undefined {
  switch (header.type) {
    case wire.PROCESS_EXEC:
    case wire.PROCESS_EXISTING:
    case wire.CONTAINER_START:
      return execOf(header, bytes);
    case wire.PROCESS_EXIT:
    case wire.CONTAINER_EXIT:
      return exitOf(header, bytes);
    case wire.PROCESS_FORK:
      return forkOf(bytes);
    case wire.PROCESS_SIGNAL:
      return signalOf(header, bytes);
    case wire.OOM_KILL:
      return oomOf(header, bytes);
    default:
      return cgroupOf(bytes);
  }
}

/** The texts behind a payload's members; undefined where they do not fit. */
function textsOf(bytes: Uint8Array, start: number, lengths: number[]): Uint8Array[] | undefined {
  let end = start;
  const texts = lengths.map((length) => bytes.subarray(end, end += length));
  return end > bytes.length ? undefined : texts;
}

function isWhole(length: number, size: number, most: number): boolean {
  return length <= most && length % size === 0;
}

function execOf(header: PlainHeader, payload: Uint8Array): PlainPayload | undefined {
  if (payload.length < wire.EXEC_SIZE) return undefined;
  const view = viewOf(payload);
  const u16 = (offset: number) => view.getUint16(offset, true);
  const ancestorsLength = u16(wire.EXEC_ANCESTORS_LENGTH);
  if (!isWhole(ancestorsLength, 24, 384)) return undefined;
  const texts = textsOf(payload, wire.EXEC_SIZE, [
    ancestorsLength,
    u16(wire.EXEC_REQUESTED_LENGTH),
    u16(wire.EXEC_EXECUTABLE_LENGTH),
    u16(wire.EXEC_CWD_LENGTH),
    u16(wire.EXEC_ARGS_LENGTH),
  ]);
  if (texts === undefined) return undefined;
  const none = new Uint8Array();
  const [ancestors = none, requested = none, executable = none, cwd = none, args = none] = texts;
  const flag = (bit: number, fields: object) => (header.flags & bit) !== 0 ? fields : {};
  const without = (bit: number, fields: object) => (header.flags & bit) === 0 ? fields : {};
  const path = executable.length === 0 ? {} : {
    path: text(executable),
    name: text(executable.subarray(executable.lastIndexOf(0x2f) + 1)),
  };
  const origin = word("root image upper volume memfd", u16(wire.EXEC_EXECUTABLE_ORIGIN));
  const file = {
    ...flag(wire.EXEC_EXECUTABLE_TRUNCATED, { truncated: true }),
    ...flag(wire.EXEC_EXECUTABLE_UNREACHABLE, { unreachable: true }),
    ...flag(wire.EXEC_EXECUTABLE_DELETED, { deleted: true }),
    ...without(UNRECORDED, {
      origin,
    }),
  };
  const asked = {
    requested: text(requested),
    ...flag(wire.EXEC_REQUESTED_TRUNCATED, { requested_truncated: true }),
  };
  const began = {
    executable: { ...asked, ...path, ...file },
    ...flag(wire.EXEC_SCRIPT, { script: { path: text(requested) } }),
    ...commandOf(header.flags, args),
  };
  const existed = executable.length === 0 ? {} : { executable: { ...path, ...file, origin } };
  const rest = { ...workingDirectoryOf(flag, cwd), ...credentialsOf(flag, without, payload) };
  const since = view.getBigUint64(wire.EXEC_SINCE_CGROUP_NS, true);
  return {
    executable,
    fields: (context) => ({
      process: {
        ...header.type === wire.PROCESS_EXISTING ? existed : began,
        ...rest,
        ...plainAncestors(ancestors, context),
        ...header.type === wire.CONTAINER_START && since !== 0n
          ? { since_cgroup_ns: String(since) }
          : {},
      },
    }),
  };
}

function commandOf(flags: number, args: Uint8Array): object {
  if ((flags & wire.EXEC_ARGS_UNREADABLE) !== 0) return { command_args_unreadable: true };
  const isMasked = (flags & ARGS_REDACTED) !== 0;
  const all = isMasked ? maskedArguments(args) : argumentsOf(args);
  return {
    ...all.length === 0 ? {} : { command: all[0] },
    command_args: all,
    ...isMasked ? { command_args_redacted: maskedPlaces(args) } : {},
    ...(flags & wire.EXEC_ARGS_TRUNCATED) !== 0 ? { command_args_truncated: true } : {},
  };
}

type Flag = (bit: number, fields: object) => object;

function workingDirectoryOf(flag: Flag, cwd: Uint8Array): object {
  return cwd.length === 0 ? {} : {
    working_directory: text(cwd),
    ...flag(wire.EXEC_CWD_TRUNCATED, { working_directory_truncated: true }),
    ...flag(wire.EXEC_CWD_UNREACHABLE, { working_directory_unreachable: true }),
    ...flag(wire.EXEC_CWD_DELETED, { working_directory_deleted: true }),
  };
}

function credentialsOf(flag: Flag, without: Flag, payload: Uint8Array): object {
  const view = viewOf(payload);
  const id = (offset: number) => ({ id: view.getUint32(offset, true) });
  const vpid = view.getUint32(wire.EXEC_VPID, true);
  const tty = payload.subarray(wire.EXEC_TTY, wire.EXEC_TTY + wire.EXEC_TTY_LENGTH);
  return {
    ...without(UNRECORDED, { group: id(wire.EXEC_GID) }),
    ...flag(wire.EXEC_OTHER_IDS, {
      real_user: id(wire.EXEC_REAL_UID),
      saved_user: id(wire.EXEC_SAVED_UID),
      real_group: id(wire.EXEC_REAL_GID),
      saved_group: id(wire.EXEC_SAVED_GID),
    }),
    ...flag(wire.EXEC_LOGIN, { login_user: id(wire.EXEC_LOGIN_UID) }),
    ...without(UNRECORDED, {
      capabilities: {
        effective: capabilityNames(view.getBigUint64(wire.EXEC_CAPABILITIES, true)),
      },
    }),
    ...flag(wire.EXEC_GAINED_PRIVILEGES, { privileges_gained: true }),
    ...flag(wire.EXEC_TERMINAL, { interactive: true, tty: nameText(tty) }),
    ...vpid === 0 ? {} : { vpid },
  };
}

function exitOf(header: PlainHeader, payload: Uint8Array): PlainPayload | undefined {
  if (payload.length < wire.EXIT_SIZE) return undefined;
  const view = viewOf(payload);
  const u32 = (offset: number) => view.getUint32(offset, true);
  const senderLength = view.getUint16(wire.EXIT_SENDER_LENGTH, true);
  const texts = textsOf(payload, wire.EXIT_SIZE, [senderLength]);
  if (texts === undefined || !isWhole(senderLength, 56, 56)) return undefined;
  const exit = {
    ...header,
    cause: view.getUint16(wire.EXIT_CAUSE, true),
    code: u32(wire.EXIT_CODE),
    signal: u32(wire.EXIT_SIGNAL),
    coreDumped: (header.flags & wire.EXIT_CORE_DUMPED) !== 0,
    sender: plainParty(texts[0] ?? new Uint8Array()),
    syscall: u32(wire.EXIT_SYSCALL),
    arch: u32(wire.EXIT_ARCH),
    stopAgoNs: view.getBigUint64(wire.EXIT_STOP_AGO_NS, true),
    stopSignal: u32(wire.EXIT_STOP_SIGNAL),
    oomScope: u32(wire.EXIT_OOM_SCOPE),
    oomLimitBytes: view.getBigUint64(wire.EXIT_OOM_LIMIT_BYTES, true),
  };
  const ofContainer = header.type === wire.CONTAINER_EXIT;
  const neverRan = !ofContainer && (header.flags & wire.EXIT_NEVER_RAN) !== 0;
  const words = "exited signal fault out_of_memory seccomp kernel unknown not_started";
  return {
    fields: (context) => ({
      process: {
        exit: {
          cause: word(words, exit.cause),
          ...exit.signal === 0
            ? { code: exit.code }
            : { signal: exit.signal, core_dumped: exit.coreDumped || undefined },
          ...exit.cause === 0 ? {} : {
            syscall: exit.syscall === 0 ? undefined : { number: exit.syscall },
            sender: exit.sender?.object(header.cgroup, context),
          },
          verdict: exit.cause === 0 && !ofContainer ? undefined : plainVerdict(exit, context),
        },
        duration_ns: view.getBigUint64(wire.EXIT_DURATION_NS, true).toString(),
        never_ran: neverRan || undefined,
      },
    }),
  };
}

function forkOf(payload: Uint8Array): PlainPayload | undefined {
  if (payload.length < wire.FORK_SIZE) return undefined;
  const length = viewOf(payload).getUint32(wire.FORK_ANCESTORS_LENGTH, true);
  const [ancestors] = textsOf(payload, wire.FORK_SIZE, [length]) ?? [];
  if (ancestors === undefined || !isWhole(length, 24, 384)) return undefined;
  return { fields: (context) => ({ process: plainAncestors(ancestors, context) }) };
}

function signalOf(header: PlainHeader, payload: Uint8Array): PlainPayload | undefined {
  if (payload.length < wire.SIGNAL_SIZE) return undefined;
  const view = viewOf(payload);
  const sender = partyAt(
    payload,
    wire.SIGNAL_SIZE,
    view.getUint32(wire.SIGNAL_SENDER_LENGTH, true),
  );
  if (sender === undefined) return undefined;
  const number = view.getUint32(wire.SIGNAL_NUMBER, true);
  return {
    fields: (context) => ({
      process: {
        signal: {
          number,
          name: signalName(number),
          code: word(
            "user kernel timer fault seccomp out_of_memory other",
            view.getUint16(wire.SIGNAL_CODE, true),
          ),
          result: word(
            "delivered ignored already_pending lost delivered",
            view.getUint16(wire.SIGNAL_RESULT, true),
          ),
          sender: sender.party?.object(header.cgroup, context),
        },
      },
    }),
  };
}

function oomOf(header: PlainHeader, payload: Uint8Array): PlainPayload | undefined {
  if (payload.length < wire.OOM_SIZE) return undefined;
  const view = viewOf(payload);
  const bytes = (offset: number) => view.getBigUint64(offset, true).toString();
  const nameLength = view.getUint16(wire.OOM_CGROUP_LENGTH, true);
  const trigger = partyAt(
    payload,
    wire.OOM_SIZE + nameLength,
    view.getUint16(wire.OOM_TRIGGER_LENGTH, true),
  );
  if (trigger === undefined) return undefined;
  const name = text(payload.subarray(wire.OOM_SIZE, wire.OOM_SIZE + nameLength));
  const limited = view.getBigUint64(wire.OOM_LIMIT_BYTES, true) !== 0n;
  return {
    fields: (context) => ({
      behind: {
        oom: {
          scope: plainScope(view.getUint16(wire.OOM_SCOPE, true), context),
          ...limited
            ? { limit_bytes: bytes(wire.OOM_LIMIT_BYTES), usage_bytes: bytes(wire.OOM_USAGE_BYTES) }
            : {},
          cgroup: nameLength === 0 ? undefined : { name },
          memory: {
            anonymous_bytes: bytes(wire.OOM_ANONYMOUS_BYTES),
            file_bytes: bytes(wire.OOM_FILE_BYTES),
            shared_bytes: bytes(wire.OOM_SHARED_BYTES),
            page_table_bytes: bytes(wire.OOM_PAGE_TABLE_BYTES),
          },
          group: (header.flags & wire.OOM_GROUP) !== 0 || undefined,
          trigger: trigger.party?.object(header.cgroup, context),
        },
      },
    }),
  };
}

/** The process of a text, which may be empty; undefined where the text is malformed. */
function partyAt(
  payload: Uint8Array,
  start: number,
  length: number,
): { readonly party: PlainParty | undefined } | undefined {
  if (!isWhole(length, 56, 56) || start + length > payload.length) return undefined;
  return { party: plainParty(payload.subarray(start, start + length)) };
}

function cgroupOf(payload: Uint8Array): PlainPayload | undefined {
  if (payload.length < wire.CGROUP_SIZE) return undefined;
  const length = viewOf(payload).getUint32(wire.CGROUP_PATH_LENGTH, true);
  if (length > wire.PATH_MAX || wire.CGROUP_SIZE + length > payload.length) return undefined;
  const path = text(payload.subarray(wire.CGROUP_SIZE, wire.CGROUP_SIZE + length));
  return { path, fields: () => ({}) };
}

/** Each argument ends with its NUL; the last may be cut. */
function argumentsOf(bytes: Uint8Array): string[] {
  const args: string[] = [];
  let begin = 0;
  while (begin < bytes.length) {
    const nul = bytes.indexOf(0, begin);
    const end = nul === -1 ? bytes.length : nul;
    args.push(text(bytes.subarray(begin, end)));
    begin = end + 1;
  }
  return args;
}
