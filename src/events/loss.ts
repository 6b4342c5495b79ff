import type { FieldGroup, TextForm } from "./definition.ts";

/** The `event` of the lines that count what was lost; no filter hides them. */
export const LOSS_EVENT = "loss";

/** The keys of such a line. The pipeline writes it, as no record tells of what was lost. */
export const LOSS_GROUP: FieldGroup = {
  title: "Loss",
  where: "These are in lines of `loss` only.",
  fields: [
    {
      name: "loss.kind",
      type: "string",
      form: "`ring`, `sink` or `limit`",
      meaning:
        "Where events were lost. `limit`: a container had more of a kind than `--limit` allows; such a line has the container's labels too.",
    },
    {
      name: "loss.event",
      type: "string",
      meaning: "The kind of the events that were lost.",
      absent: "the kind of loss is another than `limit`",
    },
    {
      name: "loss.count",
      type: "string",
      form: "events, 64 bits",
      meaning: "How many were lost since the last such line of that kind.",
    },
  ],
};

/** How it is told to people. */
export const LOSS_TEXT: TextForm = {
  severity: "error",
  pieces: [{ key: "loss.count", as: "count" }, " lost: ", { key: "loss.kind", as: "plain" }],
};
