import { formatDuration } from "#output/duration.ts";
import { TextRenderer } from "#output/event/text.ts";
import { createStyle, type Style } from "#output/style.ts";
import { visible } from "#output/visible.ts";
import type { Plain } from "#output/yaml.ts";
import type { PlainObject } from "../query/status.ts";
import type { Finding } from "./finding.ts";

/** How findings are shown. */
export interface ReportOptions {
  readonly color: boolean;
  /** Width of the terminal; absent where there is none. */
  readonly columns?: number;
}

const KEY_WIDTH = "container".length;
const GAP = "  ";

/** For people: the verdict first, then what it is about, where it comes from, and what came before. */
export function textReport(findings: readonly Finding[], options: ReportOptions): string {
  const style = createStyle(options.color);
  return findings.map((finding) => oneText(finding, style, options)).join("\n");
}

function oneText(finding: Finding, style: Style, options: ReportOptions): string {
  const { title, container, startedAt, endedAt, durationNs, sources, notes, events } = finding;
  const row = (key: string, text: string) =>
    `${GAP}${style.dim(key.padEnd(KEY_WIDTH))}${GAP}${text}\n`;
  const rows = [
    ...(container === undefined ? [] : [[
      "container",
      [container.id.slice(0, 13), container.image ?? [], container.runtime].flat().join(", "),
    ]]),
    ...(startedAt === undefined ? [] : [["started", startedAt]]),
    ...(endedAt === undefined ? [] : [[
      "ended",
      `${endedAt}${durationNs === undefined ? "" : `, after ${formatDuration(durationNs)}`}`,
    ]]),
    ...sources.map(({ text }) => ["from", text]),
    ...notes.map((text) => ["note", text]),
  ].map(([key = "", text = ""]) => row(key, visible(text)));
  const verdict = tone(finding, style)(visible(finding.verdict));
  return `${style.bold(visible(title))}: ${verdict}\n${rows.join("")}${
    eventsText(events, options)
  }`;
}

/** What failed or was killed stands out. */
function tone({ state, exit }: Finding, { yellow, red }: Style): (text: string) => string {
  if (state === "ended" && exit !== undefined) {
    return exit.code === 0 ? (text) => text : red;
  }
  return state === "running" || state === "created" ? (text) => text : yellow;
}

function eventsText(events: readonly string[], { color, columns }: ReportOptions): string {
  if (events.length === 0) return "";
  const renderer = new TextRenderer({
    color,
    wide: false,
    truncate: columns !== undefined,
    ...(columns === undefined ? {} : { columns }),
  });
  const ndjson = new TextEncoder().encode(events.map((json) => `${json}\n`).join(""));
  return `\n${new TextDecoder().decode(renderer.render(ndjson))}`;
}

/** For programs: keys as Kubernetes writes them, and events as `critter watch -o json` has them. */
export function dataReport(findings: readonly Finding[]): PlainObject {
  return { results: findings.map(oneData) };
}

function oneData(finding: Finding): PlainObject {
  const { title: _title, verdict, events, sources, notes, container, exit, ...rest } = finding;
  return {
    verdict,
    ...rest,
    ...(exit === undefined ? {} : { exit: { ...exit } }),
    ...(container === undefined ? {} : { container: { ...container } }),
    sources: sources.map((source) => ({ ...source })),
    notes: [...notes],
    events: events.map((json): Plain => JSON.parse(json)),
  };
}
