import { type EventField, type FieldGroup, fieldsOf } from "../definition.ts";
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

/** Every key of a line, in the order in which lines have them: the event reference (docs/events.md) is made from these. */
export const FIELD_GROUPS: readonly FieldGroup[] = [
  { title: "Every line", where: "These are in every line.", fields: EVERY_LINE },
  {
    title: "Thread and process",
    where:
      "These are in every line but those of `loss`. In `cgroup.*` lines it is the process that made or removed the cgroup.",
    fields: fieldsOf(PROCESS_LINE),
  },
  ...EVENT_KINDS.filter((kind) => kind.line.length > 0).map((kind) => ({
    title: kind.name,
    where: `These are in lines of \`${kind.name}\` only.${
      kind.note === undefined ? "" : ` ${kind.note}`
    }`,
    fields: fieldsOf(kind.line),
  })),
  ...LABEL_GROUPS,
  LOSS_GROUP,
];
