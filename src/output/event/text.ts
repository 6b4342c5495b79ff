import type { Severity } from "#events/definition.ts";
import { Column, type ColumnOptions } from "./column.ts";
import { type Detail, detailOf } from "./detail.ts";
import { EVENT_KINDS } from "#events/kinds.ts";
import { LOSS_EVENT } from "#events/loss.ts";
import type { ContainerImage, EventLine, ProcessFields } from "./line.ts";
import { createStyle, type Style } from "../style.ts";
import { shortId, type Subject, subjectOf } from "./subject.ts";
import { cutEnd, visible, width } from "../visible.ts";

/** How {@link TextRenderer} renders. */
export interface TextRendererOptions {
  /** Use ANSI colours. */
  readonly color: boolean;
  /** Show more columns. */
  readonly wide: boolean;
  /** Cut long cells, and lines at the terminal's width. */
  readonly truncate: boolean;
  /** Width of the terminal; lines are not cut when absent. */
  readonly columns?: number;
  /** Write the titles of the columns first; default true. */
  readonly header?: boolean;
}

type ColumnName =
  | "event"
  | "pod"
  | "container"
  | "id"
  | "image"
  | "runtime"
  | "uid"
  | "ppid"
  | "parent"
  | "pid";

const TITLES: ReadonlyMap<string, string> = new Map(
  EVENT_KINDS.map(({ name, title }) => [name, title ?? name.replace(/^process\./, "")]),
);

/** Of what is written by default: all of them have room from the start, so that columns stand where they stood. */
const EVENT_WIDTH = Math.max(
  ...EVENT_KINDS.filter(({ byDefault }) => byDefault).map(({ name }) => eventText(name).length),
);

const COLUMNS: Readonly<Record<ColumnName, ColumnOptions & { readonly wide?: boolean }>> = {
  event: { title: "EVENT", minimum: EVENT_WIDTH, maximum: 12 },
  pod: { title: "POD", minimum: 28, maximum: 48 },
  container: { title: "CONTAINER", minimum: 12, maximum: 32 },
  id: { title: "CONTAINER ID", minimum: 13, maximum: 13, wide: true },
  image: { title: "IMAGE", minimum: 20, maximum: 48, wide: true },
  runtime: { title: "RUNTIME", minimum: 10, maximum: 16, wide: true },
  uid: { title: "UID", minimum: 5, maximum: 10, right: true, wide: true },
  ppid: { title: "PPID", minimum: 7, maximum: 10, right: true, wide: true },
  parent: { title: "PARENT", minimum: 10, maximum: 24, wide: true },
  pid: { title: "PID", minimum: 7, maximum: 10, right: true },
};
const TIME_START = "0000-00-00T".length;
const TIME_WIDTH = "00:00:00.000".length;
const GAP = "  ";
/** A cut command keeps this much: on a narrow terminal the line wraps instead. */
const COMMAND_MINIMUM = 40;

/** Renders NDJSON lines as aligned columns for people. The columns' widths grow with what was seen, and never shrink. */
export class TextRenderer {
  readonly #options: TextRendererOptions;
  readonly #style: Style;
  readonly #columns: readonly (readonly [ColumnName, Column])[];
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  #headerDue: boolean;

  /** Begins a new output, with columns at their least widths. */
  constructor(options: TextRendererOptions) {
    this.#options = options;
    this.#style = createStyle(options.color);
    this.#headerDue = options.header ?? true;
    this.#columns = (Object.keys(COLUMNS) as ColumnName[])
      .filter((name) => options.wide || !COLUMNS[name].wide)
      .map((name) => [name, new Column(COLUMNS[name], options.truncate)]);
  }

  /** Renders whole lines, the header before the first of them; no lines at all give the header alone. */
  render(ndjson: Uint8Array): Uint8Array {
    let text = this.#takeHeader();
    for (const json of this.#decoder.decode(ndjson).split("\n")) {
      if (json !== "") text += this.#renderLine(json) + "\n";
    }
    return this.#encoder.encode(text);
  }

  #takeHeader(): string {
    if (!this.#headerDue) return "";
    this.#headerDue = false;
    const cells = this.#columns.map(([, column]) => {
      const { text, before, after } = column.fit(column.title);
      return `${before}${text}${after}`;
    });
    // Not cut on a narrow terminal: commands keep their room there, too.
    return `${this.#style.bold(["TIME".padEnd(TIME_WIDTH), ...cells, "COMMAND"].join(GAP))}\n`;
  }

  #renderLine(json: string): string {
    try {
      return this.#renderEvent(JSON.parse(json) as EventLine);
    } catch {
      // A line of another shape is shown as it is rather than lost.
      return visible(json);
    }
  }

  #renderEvent(line: EventLine): string {
    const subject = subjectOf(line);
    const time = this.#style.dim(
      visible(line.time ?? "").slice(TIME_START, TIME_START + TIME_WIDTH).padEnd(TIME_WIDTH),
    );
    if (line.event === LOSS_EVENT) {
      const name = LOSS_EVENT.padEnd(EVENT_WIDTH);
      return `${time}${GAP}${this.#style.red(`${name}${GAP}${detailOf(line).text}`)}`;
    }
    let text = time;
    let used = TIME_WIDTH;
    const detail = detailOf(line);
    const look = { subject, severity: detail.severity, faint: isFaint(line, subject) };
    for (const [name, column] of this.#columns) {
      const value = cell(name, line, subject);
      const { text: fitted, before, after } = column.fit(value);
      text += `${GAP}${before}${this.#colored(name, fitted, look)}${after}`;
      used += GAP.length + before.length + width(fitted) + after.length;
    }
    return `${text}${GAP}${this.#detail(line, detail, look, used + GAP.length)}`;
  }

  /** The command, and behind it why the labels are missing, if they are. */
  #detail(line: EventLine, detail: Detail, look: Look, used: number): string {
    const reason = look.subject.kind === "unresolved"
      ? ` [unresolved: ${visible(line.label_reason ?? "no reason known")}]`
      : "";
    const { truncate, columns } = this.#options;
    if (!truncate || columns === undefined) {
      return this.#toned(detail.text, look) + this.#style.yellow(reason);
    }
    const room = Math.max(COMMAND_MINIMUM, columns - used);
    const commandRoom = Math.max(COMMAND_MINIMUM, room - width(reason));
    const text = cutEnd(detail.text, commandRoom);
    const cutReason = cutEnd(reason, Math.max(0, room - width(text)));
    return this.#toned(text, look) + this.#style.yellow(cutReason);
  }

  /** What failed or was killed stands out, also on the host; what nobody looks for steps back. */
  #toned(text: string, { severity, faint }: Look): string {
    if (severity === "error") return this.#style.red(text);
    if (severity === "warn") return this.#style.yellow(text);
    return faint ? this.#style.dim(text) : text;
  }

  #colored(name: ColumnName, text: string, look: Look): string {
    const { dim, yellow, hue } = this.#style;
    const { subject, faint } = look;
    if (name === "event") return this.#toned(text, look);
    if (faint) return dim(text);
    switch (name) {
      case "pod":
        if (subject.kind === "unresolved") return yellow(text);
        return subject.kind === "pod" ? hue(subject.pod, text) : text;
      case "container":
        if (subject.kind === "unresolved") return yellow(text);
        return hue(subject.kind === "pod" ? subject.pod : subject.container, text);
      case "id":
      case "image":
      case "runtime":
      case "uid":
      case "ppid":
      case "parent":
        return dim(text);
      default:
        return text;
    }
  }
}

/** How a line is to look. */
interface Look {
  readonly subject: Subject;
  readonly severity: Severity;
  /** Of the host, or a helper of the runtime that makes a container. */
  readonly faint: boolean;
}

function isFaint({ process }: EventLine, { kind }: Subject): boolean {
  return kind === "host" || process?.origin === "runtime";
}

/** An event's name as its column has it. */
function eventText(name: string): string {
  return TITLES.get(name) ?? visible(name);
}

function parentName({ parent }: ProcessFields): string {
  if (parent === undefined) return "";
  return visible(parent.executable?.path?.replace(/^.*\//s, "") ?? "?");
}

/** Recordings of 0.1 have the whole reference as the name. */
function imageOf(image: ContainerImage | undefined): string {
  return image?.reference ?? image?.name ?? image?.id ?? "";
}

function cell(name: ColumnName, line: EventLine, subject: Subject): string {
  const { process, container } = line;
  switch (name) {
    case "event":
      return eventText(line.event ?? "");
    case "pod":
      return subject.pod;
    case "container":
      return subject.container;
    case "id":
      return shortId(container?.id);
    case "image":
      return visible(imageOf(container?.image));
    case "runtime":
      return visible(container?.runtime?.name ?? "");
    case "uid":
      return (process?.user?.id ?? "").toString();
    case "ppid":
      return (process?.parent_pid ?? "").toString();
    case "parent":
      return process === undefined ? "" : parentName(process);
    case "pid":
      return (process?.pid ?? "").toString();
  }
}
