import { type EventKind, flagBit, type Member } from "#events/definition.ts";
import { RECORD } from "#events/record.ts";
import * as op from "../../../wasm/filter/ops.ts";
import type { Guard, Place } from "../fields.ts";

/** Sizes of members in bytes; members have no gaps. */
const SIZES: Readonly<Record<Member["type"], number>> = { u16: 2, u32: 4, u64: 8, name16: 16 };

/** Forms of values, by the kind of value. */
const FORMS: Readonly<Partial<Record<string, number>>> = {
  integer: op.FORM_INTEGER,
  wide: op.FORM_INTEGER,
  time: op.FORM_TIME,
  name: op.FORM_NAME,
  string: op.FORM_TEXT,
  basename: op.FORM_BASENAME,
  arguments: op.FORM_ARGUMENTS,
  first_argument: op.FORM_FIRST_ARGUMENT,
  true: op.FORM_PRESENCE,
};
const ALL_BITS = 0xffff_ffff;

/** The words of a place in records of a kind, as wasm/filter/ops.ts describes them. */
export function placeWords(kind: EventKind, { value, guards }: Place): number[] {
  const form = FORMS[value.kind];
  if (form === undefined) {
    throw new TypeError(`Cannot read a value of kind ${value.kind} as filters do not know it`);
  }
  const guardWords = guards.flatMap((guard) => wordsOfGuard(kind, guard));
  const head = (before: number) => form | guards.length << 8 | before << op.PLACE_SIZE_SHIFT;
  if ("member" in value) return [head(0), ...guardWords, memberWord(kind, value.member)];
  if (!("text" in value)) return [head(0), ...guardWords];
  const { texts } = kind.payload;
  const index = texts.findIndex(({ name }) => name === value.text);
  const lengths = texts.slice(0, index + 1).map(({ length }) => memberWord(kind, length));
  const own = lengths.pop() ?? 0;
  const first = sizeOf(RECORD.members) + sizeOf(kind.payload.members);
  return [head(index), ...guardWords, first, own, ...lengths];
}

function wordsOfGuard(kind: EventKind, { condition, holds }: Guard): number[] {
  const [word, mask] = guarded(kind, condition);
  return [word | Number(holds) << op.PLACE_HOLDS_SHIFT, mask];
}

function guarded(kind: EventKind, condition: Guard["condition"]): [word: number, mask: number] {
  if ("flag" in condition) {
    const bit = flagBit(kind, condition.flag);
    if (bit === undefined) throw new TypeError(`Cannot find the flag ${condition.flag}`);
    return [memberWord(kind, "flags"), bit];
  }
  if ("member" in condition) return [memberWord(kind, condition.member), ALL_BITS];
  if ("text" in condition) {
    const text = kind.payload.texts.find(({ name }) => name === condition.text);
    return [memberWord(kind, text?.length ?? ""), ALL_BITS];
  }
  throw new TypeError(
    `Cannot read a value under a condition that filters do not know: ${JSON.stringify(condition)}`,
  );
}

/** Offset and size of a member of the payload, or of the header. */
function memberWord(kind: EventKind, name: string): number {
  const header = sizeOf(RECORD.members);
  const [start, members] = kind.payload.members.some((member) => member.name === name)
    ? [header, kind.payload.members]
    : [0, RECORD.members];
  const index = members.findIndex((member) => member.name === name);
  const member = members[index];
  if (member === undefined) throw new TypeError(`Cannot read ${name} as ${kind.name} has none`);
  return start + sizeOf(members.slice(0, index)) | SIZES[member.type] << op.PLACE_SIZE_SHIFT;
}

function sizeOf(members: readonly Member[]): number {
  return members.reduce((sum, { type }) => sum + SIZES[type], 0);
}
