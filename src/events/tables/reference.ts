import { type EventField, type EventKind, type FieldGroup, fieldsOf } from "../definition.ts";
import { EVENT_KINDS } from "../kinds.ts";
import { LABEL_GROUPS } from "./labels.ts";
import { LOSS_GROUP } from "../loss.ts";
import { PROCESS_LINE } from "../record.ts";

/** The keys of every line, before all others. */
const EVERY_LINE: readonly EventField[] = [
  {
    name: "time",
    type: "string",
    form: "RFC 3339, UTC, nanoseconds",
    meaning:
      "When it happened, by the wall clock as it was set then ([more](#times)). For `loss`: when the loss was noticed, at most a second later.",
    openTelemetry: "the log record's Timestamp",
  },
  {
    name: "event",
    type: "string",
    meaning: "The type of event: one of those above, or `loss`.",
    openTelemetry: "the log record's EventName",
  },
];

/** A kind's keys, but those that stand with a kind before it. */
function groupOf(kind: EventKind, index: number, kinds: readonly EventKind[]): FieldGroup {
  const own = fieldsOf(kind.line);
  const shares = (other: EventKind) => {
    const names = new Set(fieldsOf(other.line).map(({ name }) => name));
    return own.filter(({ name }) => names.has(name));
  };
  const before = kinds.slice(0, index).filter((other) => shares(other).length > 0);
  const behind = kinds.slice(index + 1).filter((other) => shares(other).length > 0);
  const known = new Set(before.flatMap(shares).map(({ name }) => name));
  const fields = own.filter(({ name }) => !known.has(name));
  return {
    title: kind.name,
    where: [
      ...before.length === 0 ? [] : [`Its lines have keys of ${listed(before)} too.`],
      ...fields.length === 0
        ? []
        : behind.length === 0
        ? [`These are in lines of \`${kind.name}\` only.`]
        : [`These are in lines of \`${kind.name}\`, some of them in those of ${listed(behind)}.`],
      ...kind.note === undefined ? [] : [kind.note],
    ].join(" "),
    fields,
  };
}

function listed(kinds: readonly EventKind[]): string {
  const names = kinds.map(({ name }) => `\`${name}\``);
  const last = names.pop() ?? "";
  return names.length === 0 ? last : `${names.join(", ")} and ${last}`;
}

/** Every key of a line, in the order in which lines have them: the event reference (docs/events.md) is made from these. */
export const FIELD_GROUPS: readonly FieldGroup[] = [
  { title: "Every line", where: "These are in every line.", fields: EVERY_LINE },
  {
    title: "Thread and process",
    where:
      "These are in every line but those of `loss`. In `cgroup.*` lines it is the process that made or removed the cgroup.",
    fields: fieldsOf(PROCESS_LINE),
  },
  ...EVENT_KINDS.filter((kind) => kind.line.length > 0).map(groupOf),
  ...LABEL_GROUPS,
  LOSS_GROUP,
];
