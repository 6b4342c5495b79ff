import { type DataFormat, dataFormatter } from "#output/data.ts";
import { createStyle } from "#output/style.ts";
import { visible } from "#output/visible.ts";
import type { Check } from "./check.ts";
import { type HookRow, hookTable } from "./hook_table.ts";

/** Whether the main job can run. */
export function canRun(checks: readonly Check[]): boolean {
  return checks.every((check) => check.status !== "fail");
}

/** The checks for people: a line each, and below it what to do; and by which hooks events are caught. */
export function textReport(
  checks: readonly Check[],
  hooks: readonly HookRow[],
  color: boolean,
): string {
  const { dim, bold, red, yellow } = createStyle(color);
  const verdicts = { ok: dim("ok  "), warn: yellow("warn"), fail: red("FAIL") };
  const lines = checks.flatMap(({ code, title, status, detail, remedy }) => [
    `${verdicts[status]}  ${code}  ${bold(visible(title))}: ${visible(detail)}`,
    ...(remedy === undefined ? [] : [`            ${visible(remedy)}`]),
  ]);
  const table = hooks.length === 0 ? "" : `\n${hookTable(hooks, bold)}`;
  return `${lines.join("\n")}\n${table}\n${conclusion(checks)}\n`;
}

/** The same for programs. */
export async function dataReport(
  checks: readonly Check[],
  hooks: readonly HookRow[],
  format: DataFormat,
): Promise<string> {
  const report = {
    ok: canRun(checks),
    checks: checks.map((check) => ({ ...check })),
    hooks: hooks.map(({ cost, refused, ...hook }) => ({
      ...hook,
      refused: refused.map((refused) => ({ ...refused })),
      ...(cost === undefined ? {} : { cost: { ...cost } }),
    })),
  };
  const write = await dataFormatter(format);
  return write(report);
}

function conclusion(checks: readonly Check[]): string {
  const failed = checks.filter((check) => check.status === "fail").map((check) => check.code);
  if (failed.length > 0) {
    return `critter can't read this node's events: see ${[...new Set(failed)].join(", ")}`;
  }
  const runtimes = checks.filter((check) => check.code === "R001" && check.status === "ok").length;
  return runtimes > 0
    ? `critter can read this node's events and name them, asking ${runtimes} ${
      runtimes === 1 ? "runtime" : "runtimes"
    }`
    : "critter can read this node's events, but finds no runtime to ask for names";
}
