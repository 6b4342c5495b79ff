import type { Piece, Severity, TextForm } from "#events/definition.ts";
import { EVENT_KINDS } from "#events/kinds.ts";
import { LOSS_EVENT, LOSS_TEXT } from "#events/loss.ts";
import { formatBinarySize } from "../binary_size.ts";
import { formatDuration } from "../duration.ts";
import { quoted, visible } from "../visible.ts";
import { commandLine } from "./command_line.ts";
import { type EventLine, valueAt } from "./line.ts";
import { signalName } from "./signals.ts";

/** The last column of a line: free text, and how urgent it is. */
export interface Detail {
  /** Nothing in it acts on a terminal. */
  readonly text: string;
  /** How much it is to stand out. */
  readonly severity: Severity;
}

const LOSS_KINDS: Readonly<Record<string, string>> = {
  ring: "the ring buffer was full",
  sink: "the reader of standard output was too slow",
};

const FORMS: ReadonlyMap<string, readonly TextForm[]> = new Map([
  ...EVENT_KINDS.map(({ name, text }) => [name, text] as const),
  [LOSS_EVENT, [LOSS_TEXT]],
]);
/** Of a line of another critter's kind. */
const UNKNOWN_FORM: TextForm = { severity: "info", pieces: [{ key: "thread.name" }] };

/** What happened, in words: the first form of the event's definition that applies. */
export function detailOf(line: EventLine): Detail {
  const forms = FORMS.get(line.event ?? "") ?? [];
  const form = forms.find(({ when }) => when === undefined || applies(valueAt(line, when))) ??
    UNKNOWN_FORM;
  return { text: textOf(form.pieces, line), severity: form.severity };
}

function applies(value: unknown): boolean {
  return value !== undefined && value !== 0;
}

function textOf(pieces: readonly Piece[], line: EventLine): string {
  return pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    if ("pieces" in piece) return stands(piece, line) ? textOf(piece.pieces, line) : "";
    return valueText(piece.as, valueAt(line, piece.key), line);
  }).join("");
}

type Conditional = Extract<Piece, { readonly pieces: readonly Piece[] }>;

function stands(piece: Conditional, line: EventLine): boolean {
  if ("ifPresent" in piece) return valueAt(line, piece.ifPresent) !== undefined;
  const value = valueAt(line, piece.key);
  return value !== undefined && value !== piece.unless;
}

type Style = Exclude<Extract<Piece, { readonly key: string }>, Conditional>["as"];

function valueText(style: Style, value: unknown, line: EventLine): string {
  switch (style) {
    case "signal":
      return signalName(Number(value));
    case "duration":
      return formatDuration(Number(value));
    case "command_line":
      return commandLine(line);
    case "count":
      return `${visible(String(value ?? "?"))} ${value === "1" ? "event" : "events"}`;
    case "bytes":
      return /^\d{1,20}$/.test(String(value))
        ? formatBinarySize(BigInt(String(value)))
        : visible(String(value ?? "?"));
    case "plain":
      return visible(LOSS_KINDS[String(value)] ?? String(value ?? 0));
    default:
      return quoted(String(value ?? ""));
  }
}
