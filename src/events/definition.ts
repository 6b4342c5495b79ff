/**
 * What a definition of a kind of events is made of. `deno task events` makes from the definitions beside this file the
 * kernel programs' structures, the offsets that decoders use, and the writers of lines; documentation, flags, help,
 * completions and the text output read them as they are.
 *
 * @module
 */

/** JSON types of values. */
export type FieldType =
  | "string"
  | "integer"
  | "boolean"
  | "array of strings"
  | "object"
  | "array of objects"
  | "array of integers";

/** One key of the NDJSON output, as the event reference shows it. */
export interface EventField {
  /** The path of keys, joined by dots; `<key>` stands for any key. */
  readonly name: string;
  readonly type: FieldType;
  /** Unit or form of the value, where the type does not say enough. */
  readonly form?: string;
  /** What it says, as one or more sentences. */
  readonly meaning: string;
  /** When lines of the group lack it; undefined: never. */
  readonly absent?: string;
  /** The OpenTelemetry name of the same thing; undefined: there is none. */
  readonly openTelemetry?: string;
}

/** Fields that are in the same lines. */
export interface FieldGroup {
  readonly title: string;
  /** Which lines have them, as one sentence. */
  readonly where: string;
  readonly fields: readonly EventField[];
}

/** A member of fixed size in a record, little endian, at its natural alignment: structures have no gaps. */
export interface Member {
  readonly name: string;
  /** `name16`: 16 bytes, ended by the first NUL if there is one. */
  readonly type: "u16" | "u32" | "u64" | "name16";
  /** Unit and meaning, for who reads the C structure. */
  readonly comment?: string;
}

/** Bytes of variable length behind a payload's members; the texts of a payload lie back to back. */
export interface Text {
  readonly name: string;
  /** The member that holds its length in bytes. */
  readonly length: string;
  /** The most bytes it has, as a name of {@linkcode LIMITS}. */
  readonly limit: string;
  /** Of what size its parts are, where it is made of structures. */
  readonly multiple?: number;
  /** The mark that says that parts of it are masked. */
  readonly masked?: string;
}

/** What follows the header of a record. */
export interface Payload {
  /** Name of its C structure, without the prefix. */
  readonly struct: string;
  /** One line about it, for who reads the C structure. */
  readonly comment: string;
  readonly members: readonly Member[];
  readonly texts: readonly Text[];
}

/** Where a line's value comes from: a member, a text, or that it is there at all. */
export type Value =
  /** A number of at most 32 bits. */
  | { readonly kind: "integer"; readonly member: string }
  /** A number of 64 bits, as a string: many JSON readers would round it. */
  | { readonly kind: "wide"; readonly member: string }
  /** Nanoseconds of CLOCK_BOOTTIME, as RFC 3339 in UTC. */
  | { readonly kind: "time"; readonly member: string }
  /** A member of type `name16`. */
  | { readonly kind: "name"; readonly member: string }
  /** A text. */
  | { readonly kind: "string"; readonly text: string }
  /** What follows the last slash of a text. */
  | { readonly kind: "basename"; readonly text: string }
  /** A text's parts, each ended by its NUL, the last perhaps cut. */
  | { readonly kind: "arguments"; readonly text: string }
  /** The first of those parts. */
  | { readonly kind: "first_argument"; readonly text: string }
  /** Which of those parts have masked bytes, counted from 0. */
  | { readonly kind: "masked_arguments"; readonly text: string }
  /** `true`. */
  | { readonly kind: "true" }
  /** A word of a list by its number, from 0; the last one for numbers beyond. */
  | { readonly kind: "word"; readonly member: string; readonly words: readonly string[] }
  /** The words of the bits that are set, the lowest bit first. */
  | { readonly kind: "bits"; readonly member: string; readonly words: readonly string[] }
  /** The id of a run of a program, of the three members that make it ({@linkcode RUN}). */
  | ({ readonly kind: "exec_id" } & RunMembers)
  /** Whose limit of memory was reached, which its cgroup's label has a part in. */
  | { readonly kind: "scope"; readonly member: string }
  /** How a process came where it is, which its cgroup's label has a part in. */
  | { readonly kind: "origin"; readonly member: string }
  /** The nearest of the ancestors in a text, as an object. */
  | { readonly kind: "ancestor"; readonly text: string }
  /** All ancestors in a text, nearest first, as objects. */
  | { readonly kind: "ancestors"; readonly text: string }
  /** Another process, in a text that has one ({@linkcode PARTY}), as an object; with its own labels where they differ. */
  | { readonly kind: "party"; readonly text: string }
  /** Why a process ended, as a sentence. */
  | { readonly kind: "verdict" };

/** The members that together name a run of a program. */
export interface RunMembers {
  /** When its process was created, CLOCK_BOOTTIME in nanoseconds. */
  readonly start: string;
  readonly pid: string;
  /** Which of the process's programs. */
  readonly run: string;
}

/** A key of a line, and what its documentation says. */
export interface LineField extends Omit<EventField, "type"> {
  readonly value: Value;
  /** The keys inside, where the value is an object or a list of them. */
  readonly inside?: readonly EventField[];
}

/** Whether a flag is set, a text has bytes, or a member is not 0. */
export type Condition =
  | { readonly flag: string }
  | { readonly text: string }
  | { readonly member: string };

/** Keys that depend on a condition. What most events have is written fast: no flag, all texts, members that are 0. */
export interface Choice {
  /** Whether most events meet the condition though it is of a member; those that do not are written slower. */
  readonly usual?: true;
  readonly when: Condition;
  readonly then: readonly LineItem[];
  readonly otherwise?: readonly LineItem[];
}

/** A part of a line, in the order of the line. */
export type LineItem = LineField | Choice;

/** How urgent an event is; by name what OpenTelemetry's SeverityNumber is by number. */
export type Severity = "info" | "warn" | "error";

/** A piece of a text form: literal text, a value by its key, or pieces that stand only where a key is. */
export type Piece =
  | string
  | {
    readonly key: string;
    /** How it is shown; quoted like a shell's word if absent. */
    readonly as?: "plain" | "signal" | "duration" | "command_line" | "count" | "bytes";
  }
  | { readonly ifPresent: string; readonly pieces: readonly Piece[] }
  /** Pieces that stand unless the key has this value, or is not there. */
  | { readonly key: string; readonly unless: string; readonly pieces: readonly Piece[] };

/** How an event is told to people; the first of a kind's forms that applies is taken. */
export interface TextForm {
  /** Applies where this key is there and, for a number, not 0; always if absent. */
  readonly when?: string;
  readonly severity: Severity;
  readonly pieces: readonly Piece[];
}

/** One way to catch a kind of events. */
export interface Hook {
  /** The program of bpf/ that does it. */
  readonly program: string;
  /** What the first arguments of its attach point must be; any kernel that has the attach point will do if absent. */
  readonly arguments?: readonly string[];
  /** Keys of the line that are missing with it. */
  readonly missing?: readonly string[];
}

/** One kind of events: all that is known about it, but for the program in the kernel. */
export interface EventKind {
  /** Type of its records. */
  readonly recordType: number;
  /** The value of the line's `event` key, and of --event. */
  readonly name: string;
  /** What the column of text output calls it; its name without `process.` if absent. */
  readonly title?: string;
  /** Whether it is written when no --event is given. */
  readonly byDefault: boolean;
  /** Whether there can be so many that their lines are written fast, which takes code of their own. */
  readonly frequent?: boolean;
  /** What it says, as one sentence without its full stop. */
  readonly description: string;
  /** A sentence more, for the event reference. */
  readonly note?: string;
  readonly payload: Payload;
  /** Whether only containers have it: what the kernel takes for one and is none makes no line. */
  readonly ofContainers?: true;
  /** Names of the bits of the record's flags, the lowest first. */
  readonly flags: readonly string[];
  /** What critter itself marks, by the name of a flag whose bit it takes: the kernel sets none of these in such records. */
  readonly marks?: Readonly<Record<string, string>>;
  /** What stands in the line behind what every record has. */
  readonly line: readonly LineItem[];
  readonly text: readonly TextForm[];
  /** The best first; the first one that the kernel takes is used. */
  readonly hooks: readonly Hook[];
  /** What is lost where the kernel takes none, as one sentence without its full stop. */
  readonly without: string;
  /** Whether critter needs it whatever is asked for. */
  readonly always?: boolean;
  /** The kind whose programs catch this one too, which has the same hooks. */
  readonly caughtWith?: string;
  /** Kinds whose own lines its programs give something to: a name or a glob each. */
  readonly serves?: readonly string[];
}

/** The bit of a flag or mark of a kind; undefined: it has none of that name. */
export function flagBit(
  { flags, marks = {} }: Pick<EventKind, "flags" | "marks">,
  name: string,
): number | undefined {
  const index = flags.indexOf(marks[name] ?? name);
  return index < 0 ? undefined : 1 << index;
}

/** Sizes that both sides of the ring keep to, in bytes. */
export const LIMITS: Readonly<Record<string, number>> = {
  ARGS_MAX: 4096,
  PATH_MAX: 4096,
  /** Sixteen of struct critter_ancestor. */
  ANCESTORS_MAX: 384,
  /** One of struct critter_party. */
  PARTY_MAX: 56,
  NAME_MAX: 255,
};

const TYPES: Readonly<Record<Value["kind"], FieldType>> = {
  integer: "integer",
  wide: "string",
  time: "string",
  name: "string",
  string: "string",
  basename: "string",
  arguments: "array of strings",
  first_argument: "string",
  masked_arguments: "array of integers",
  true: "boolean",
  word: "string",
  bits: "array of strings",
  exec_id: "string",
  scope: "string",
  origin: "string",
  ancestor: "object",
  ancestors: "array of objects",
  party: "object",
  verdict: "string",
};

/** The keys of a line's parts, as the reference shows them. */
export function fieldsOf(items: readonly LineItem[]): EventField[] {
  return items.flatMap((item): EventField[] => {
    if ("when" in item) return [...fieldsOf(item.then), ...fieldsOf(item.otherwise ?? [])];
    const { value, inside = [], ...field } = item;
    return [{ ...field, type: TYPES[value.kind] }, ...inside];
  });
}
