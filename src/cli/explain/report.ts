import { formatDuration } from "#output/duration.ts";
import { createStyle } from "#output/style.ts";
import { visible } from "#output/visible.ts";
import type { PlainObject } from "../query/status.ts";
import type { Explanation } from "./explain.ts";
import type { Step } from "./step.ts";

/** Whether the way broke somewhere. */
export function isBroken({ steps }: Explanation): boolean {
  return steps.some(({ status }) => status === "fail");
}

/** For people: a line a step, and below it how one knows. */
export function textReport(explanation: Explanation, color: boolean): string {
  const { dim, bold, red, yellow } = createStyle(color);
  const verdicts = { ok: dim("ok  "), warn: yellow("warn"), fail: red("FAIL") };
  const lines = explanation.steps.flatMap(({ status, stage, text, evidence, milliseconds }) => [
    `${verdicts[status]}  ${bold(stage.padEnd(9))}  ${time(milliseconds).padStart(6)}  ${
      visible(text)
    }`,
    ...evidence.map((line) => dim(`${" ".repeat(25)}${visible(line)}`)),
  ]);
  return `${[...lines, "", visible(explanation.conclusion)].join("\n")}\n`;
}

/** For programs. */
export function dataReport({ steps, labelState, conclusion }: Explanation): PlainObject {
  return {
    ...(labelState === undefined ? {} : { labelState }),
    conclusion,
    steps: steps.map(({ stage, status, text, evidence, milliseconds }: Step): PlainObject => ({
      stage,
      status,
      text,
      evidence,
      milliseconds: Math.round(milliseconds * 1000) / 1000,
    })),
  };
}

function time(milliseconds: number): string {
  return formatDuration(Math.round(milliseconds * 1000) * 1000);
}
