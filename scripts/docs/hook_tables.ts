import * as skeleton from "#bpf/skeleton.ts";
import { EVENT_HOOKS, type Hook } from "#events/hooks.ts";
import { KNOWN_KERNELS } from "#tests/kernel/known_kernels.ts";
import { table } from "./table.ts";

/**
 * Puts the tables of hooks and kernels between the markers of a Markdown text.
 *
 * @throws RangeError when the text has no markers.
 */
export function withHookTables(markdown: string): string {
  return between(between(markdown, "hooks", hookTable()), "kernels", kernelTable());
}

/** Every program, the best of each kind first. */
function hookTable(): string {
  const rows = EVENT_HOOKS.flatMap(({ kind, hooks, without, serves }) =>
    hooks.map((hook, index) => [
      index === 0 ? serves === undefined ? `\`${kind}\`` : kind : "",
      `\`${hook.program}\``,
      `\`${sectionOf(hook)}\``,
      hook.arguments.length === 0 ? "" : `\`${hook.arguments.join(", ")}\``,
      hook.missing.map((key) => `\`${key}\``).join(", "),
      index === 0 ? without : "",
    ])
  );
  return table(["event", "program", "hook", "needs the arguments", "missing", "without any"], rows);
}

function kernelTable(): string {
  const events = EVENT_HOOKS.filter(({ serves }) => serves === undefined);
  const rows = Object.entries(KNOWN_KERNELS).map(([kernel, programs]) => [
    kernel,
    ...events.map(({ kind, hooks }) => {
      const hook = hooks.find(({ program }) => program === programs[kind]);
      if (hook === undefined) throw new RangeError(`Cannot find the program for ${kind}`);
      const missing = hook.missing.map((key) => `, without \`${key}\``).join("");
      return `\`${hook.program}\`${missing}`;
    }),
  ]);
  return table(["kernel", ...events.map(({ kind }) => `\`${kind}\``)], rows);
}

function sectionOf({ program }: Hook): string {
  return skeleton.programs.find(({ name }) => name === program)?.section ?? "";
}

function between(markdown: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [markdown.indexOf(start), markdown.indexOf(end)];
  if (from < 0 || to < from) {
    throw new RangeError(`Cannot place the table as the text must have ${start} and ${end}`);
  }
  return `${markdown.slice(0, from + start.length)}\n\n${text}\n\n${markdown.slice(to)}`;
}
