import type { EventKind, LineItem, Payload, Piece } from "./definition.ts";
import { partyField } from "./signals.ts";

/** Why processes end, by the numbers of enum critter_exit_cause. */
export const EXIT_CAUSES: readonly string[] = [
  "exited",
  "signal",
  "fault",
  "out_of_memory",
  "seccomp",
  "kernel",
  "unknown",
  "not_started",
];

const PAYLOAD: Payload = {
  struct: "exit",
  comment: "56 bytes, then who sent the signal.",
  members: [
    {
      name: "duration_ns",
      type: "u64",
      comment: "since its last exec that was seen, else since its creation",
    },
    {
      name: "code",
      type: "u32",
      comment: "exit status, 0..255; meaningless where signal is not 0",
    },
    { name: "signal", type: "u32", comment: "the signal that ended it, or 0" },
    { name: "cause", type: "u16", comment: "enum critter_exit_cause" },
    {
      name: "sender_length",
      type: "u16",
      comment: "bytes of struct critter_party; 0: none is known",
    },
    { name: "syscall", type: "u32", comment: "that seccomp refused" },
    { name: "stop_ago_ns", type: "u64", comment: "since it was asked to end; 0: it was not" },
    { name: "stop_signal", type: "u32", comment: "by which signal" },
    { name: "oom_scope", type: "u32", comment: "enum critter_oom_scope" },
    { name: "oom_limit_bytes", type: "u64" },
    { name: "arch", type: "u32", comment: "AUDIT_ARCH_ of that system call" },
    { name: "unused", type: "u32" },
  ],
  texts: [{ name: "sender", length: "sender_length", limit: "PARTY_MAX", multiple: 56 }],
};

/** The object begins with the cause, so that all of it is one. */
const CAUSE: LineItem = {
  name: "process.exit.cause",
  value: { kind: "word", member: "cause", words: EXIT_CAUSES },
  form: EXIT_CAUSES.map((word) => `\`${word}\``).join(", "),
  meaning:
    "Why it ended: by itself, a signal that a process sent, a fault of its own, the kernel for want of memory, a system call that seccomp refused, the kernel for other reasons, a signal that critter did not see, or, in `container.exit`, a container whose program never began.",
};

const STATUS: LineItem = {
  when: { member: "signal" },
  then: [
    {
      name: "process.exit.signal",
      value: { kind: "integer", member: "signal" },
      meaning: "The number of the signal that ended the process.",
      absent: "the process ended by itself",
    },
    {
      when: { flag: "core_dumped" },
      then: [{
        name: "process.exit.core_dumped",
        value: { kind: "true" },
        meaning: "`true`: the kernel dumped a core.",
        absent: "it did not",
      }],
    },
  ],
  otherwise: [{
    name: "process.exit.code",
    value: { kind: "integer", member: "code" },
    form: "0 to 255",
    meaning: "The exit code.",
    absent: "a signal ended the process",
    openTelemetry: "process.exit.code",
  }],
};

const CIRCUMSTANCES: readonly LineItem[] = [
  {
    when: { member: "syscall" },
    then: [{
      name: "process.exit.syscall.number",
      value: { kind: "integer", member: "syscall" },
      meaning: "The number of the system call that seccomp refused, as this machine counts them.",
      absent: "seccomp refused none, or that with the number 0",
    }],
  },
  {
    when: { text: "sender" },
    then: [
      partyField(
        "process.exit.sender",
        "sender",
        "who sent the signal",
        "nobody did, or it was not seen",
      ),
    ],
  },
];

const VERDICT: LineItem = {
  name: "process.exit.verdict",
  value: { kind: "verdict" },
  meaning: "Why it ended, as a sentence.",
  absent: "it ended by itself; `container.exit` has it all the same",
};

const DURATION: LineItem = {
  name: "process.duration_ns",
  value: { kind: "wide", member: "duration_ns" },
  form: "nanoseconds, 64 bits",
  meaning: "Since the process's last exec that critter saw, else since its creation.",
};

const AFTER: Piece = {
  ifPresent: "process.duration_ns",
  pieces: [" after ", { key: "process.duration_ns", as: "duration" }],
};
/** Who has no exec of its own bears the name of who forked it, unless it took another. */
const FORKED: Piece = { ifPresent: "process.never_ran", pieces: [" (forked, no exec of its own)"] };
const EXITED: readonly Piece[] = [
  { key: "thread.name" },
  FORKED,
  " exited ",
  { key: "process.exit.code", as: "plain" },
  AFTER,
];

/** A process ended. */
export const PROCESS_EXIT: EventKind = {
  recordType: 2,
  name: "process.exit",
  byDefault: true,
  frequent: true,
  description: "A process ended: its exit code or signal, why, and how long the program ran",
  note: "A process ends with its last thread.",
  payload: PAYLOAD,
  flags: ["core_dumped", "never_ran"],
  line: [
    CAUSE,
    STATUS,
    { when: { member: "cause" }, then: [...CIRCUMSTANCES, VERDICT] },
    DURATION,
    {
      when: { flag: "never_ran" },
      then: [{
        name: "process.never_ran",
        value: { kind: "true" },
        meaning: "`true`: it was forked and ended without an exec of its own.",
        absent: "it had one",
      }],
    },
  ],
  hooks: [
    { program: "process_exit_group", arguments: ["task_struct *", "bool"] },
    { program: "process_exit" },
  ],
  without: "ended processes are not told of",
  text: [
    {
      when: "process.exit.signal",
      severity: "warn",
      pieces: [
        { key: "thread.name" },
        FORKED,
        " killed by ",
        { key: "process.exit.signal", as: "signal" },
        { ifPresent: "process.exit.core_dumped", pieces: [", core dumped"] },
        AFTER,
        {
          ifPresent: "process.exit.verdict",
          pieces: [": ", { key: "process.exit.verdict", as: "plain" }],
        },
      ],
    },
    {
      when: "process.exit.code",
      severity: "warn",
      pieces: EXITED,
    },
    { severity: "info", pieces: EXITED },
  ],
};

/** A container's first program ended, and with it the container. */
export const CONTAINER_EXIT: EventKind = {
  ...PROCESS_EXIT,
  recordType: 10,
  name: "container.exit",
  title: "end",
  description: "A container ended: the verdict on why",
  note: "It stands behind the `process.exit` of the container's first process.",
  ofContainers: true,
  frequent: false,
  caughtWith: PROCESS_EXIT.name,
  line: [
    CAUSE,
    STATUS,
    { when: { member: "cause" }, then: CIRCUMSTANCES },
    VERDICT,
    DURATION,
  ],
  text: [
    {
      when: "process.exit.signal",
      severity: "error",
      pieces: ["container ended: ", { key: "process.exit.verdict", as: "plain" }, AFTER],
    },
    {
      when: "process.exit.code",
      severity: "warn",
      pieces: ["container ended: ", { key: "process.exit.verdict", as: "plain" }, AFTER],
    },
    {
      severity: "info",
      pieces: ["container ended: ", { key: "process.exit.verdict", as: "plain" }, AFTER],
    },
  ],
};
