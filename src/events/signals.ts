import type { EventField, EventKind, LineField } from "./definition.ts";

const FIRST: readonly string[] = [
  "SIGHUP",
  "SIGINT",
  "SIGQUIT",
  "SIGILL",
  "SIGTRAP",
  "SIGABRT",
  "SIGBUS",
  "SIGFPE",
  "SIGKILL",
  "SIGUSR1",
  "SIGSEGV",
  "SIGUSR2",
  "SIGPIPE",
  "SIGALRM",
  "SIGTERM",
  "SIGSTKFLT",
  "SIGCHLD",
  "SIGCONT",
  "SIGSTOP",
  "SIGTSTP",
  "SIGTTIN",
  "SIGTTOU",
  "SIGURG",
  "SIGXCPU",
  "SIGXFSZ",
  "SIGVTALRM",
  "SIGPROF",
  "SIGWINCH",
  "SIGIO",
  "SIGPWR",
  "SIGSYS",
];
/** The C library keeps the first two for itself. */
const FIRST_REALTIME = 34;
const LAST = 64;

/** Signals' names by their numbers; 0 is none (signal(7), on x86-64 and arm64). */
export const SIGNALS: readonly string[] = [
  "none",
  ...FIRST,
  "SIGRTMIN-2",
  "SIGRTMIN-1",
  "SIGRTMIN",
  ...Array.from({ length: LAST - FIRST_REALTIME }, (_, index) => `SIGRTMIN+${index + 1}`),
  "unknown",
];

/** Who or what raises signals, by the numbers of enum critter_signal_code. */
export const SIGNAL_CODES: readonly string[] = [
  "user",
  "kernel",
  "timer",
  "fault",
  "seccomp",
  "out_of_memory",
  "other",
];

/** The last: it came, but not who sent it. */
const RESULTS: readonly string[] = [
  "delivered",
  "ignored",
  "already_pending",
  "lost",
  "delivered",
];

/** The keys of another process that has a part in an event. */
export function partyField(
  name: string,
  text: string,
  who: string,
  absent: string,
): LineField {
  const fields: readonly EventField[] = [
    { name: `${name}.process.pid`, type: "integer", meaning: "Its process id." },
    {
      name: `${name}.process.exec_id`,
      type: "string",
      form: "32 hexadecimal digits",
      meaning: "Its `process.exec_id` at that moment.",
      absent: "it is not known",
    },
    {
      name: `${name}.process.executable.path`,
      type: "string",
      meaning: "The file that it ran.",
      absent: "critter did not see it begin",
    },
    {
      name: `${name}.process.executable.unknown`,
      type: "boolean",
      meaning: "`true`: what it ran is not known.",
      absent: "it is known",
    },
    { name: `${name}.process.user.id`, type: "integer", meaning: "Its effective user id." },
    {
      name: `${name}.thread.name`,
      type: "string",
      meaning: "The kernel's short name of the thread.",
    },
    {
      name: `${name}.<label>`,
      type: "string",
      meaning: "Its own labels, with the keys that lines have for theirs.",
      absent: "it is in the same cgroup",
    },
  ];
  return {
    name,
    value: { kind: "party", text },
    meaning: `${who[0]?.toUpperCase()}${who.slice(1)}.`,
    absent,
    inside: fields,
  };
}

/** A signal was sent. */
export const PROCESS_SIGNAL: EventKind = {
  recordType: 6,
  name: "process.signal",
  byDefault: true,
  description: "A signal that ends or stops a process was sent: by whom, and what became of it",
  note:
    "The line's process is the one that gets the signal. Told are SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGKILL, SIGTERM and SIGSTOP, and the others where what the process does about them is to end or to stop; never SIGCHLD, SIGURG and SIGWINCH.",
  payload: {
    struct: "signal",
    comment: "16 bytes, then who sent it.",
    members: [
      { name: "number", type: "u32" },
      { name: "code", type: "u16", comment: "enum critter_signal_code" },
      { name: "result", type: "u16", comment: "as the kernel's tracepoint has it" },
      { name: "unused", type: "u32" },
      { name: "sender_length", type: "u32", comment: "bytes of struct critter_party; 0: none" },
    ],
    texts: [{ name: "sender", length: "sender_length", limit: "PARTY_MAX", multiple: 56 }],
  },
  flags: [],
  line: [
    {
      name: "process.signal.number",
      value: { kind: "integer", member: "number" },
      meaning: "The signal's number.",
    },
    {
      name: "process.signal.name",
      value: { kind: "word", member: "number", words: SIGNALS },
      meaning: "The signal's name.",
    },
    {
      name: "process.signal.code",
      value: { kind: "word", member: "code", words: SIGNAL_CODES },
      form: SIGNAL_CODES.map((word) => `\`${word}\``).join(", "),
      meaning:
        "Who or what raised it: a process, the kernel, a timer, a fault of the process's own, seccomp, or the kernel for want of memory.",
    },
    {
      name: "process.signal.result",
      value: { kind: "word", member: "result", words: RESULTS },
      form: "`delivered`, `ignored`, `already_pending` or `lost`",
      meaning: "What became of it.",
    },
    {
      when: { text: "sender" },
      then: [
        partyField(
          "process.signal.sender",
          "sender",
          "who sent it",
          "the kernel raised it by itself",
        ),
      ],
    },
  ],
  text: [{
    severity: "warn",
    pieces: [
      { key: "process.signal.name", as: "plain" },
      " to ",
      { key: "thread.name" },
      {
        ifPresent: "process.signal.sender.thread.name",
        pieces: [
          " from ",
          { key: "process.signal.sender.thread.name" },
          " (pid ",
          { key: "process.signal.sender.process.pid", as: "plain" },
          ")",
        ],
      },
      {
        key: "process.signal.result",
        unless: "delivered",
        pieces: [", ", { key: "process.signal.result", as: "plain" }],
      },
    ],
  }],
  // The second one does not know what a process does about signals: it tells of fewer.
  hooks: [{ program: "process_signal" }, { program: "process_signal_typed" }],
  without: "who sends signals is not told, and exits do not say why",
  serves: ["process.exit", "container.exit"],
};
