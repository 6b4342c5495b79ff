import * as skeleton from "#bpf/skeleton.ts";
import type { Hook } from "#events/definition.ts";
import { EVENT_HOOKS } from "#events/hooks.ts";
import { CONFIGURATION_NAMES, CONFIGURATIONS } from "#tests/kernels/configurations.ts";
import { EXPECTATIONS, expectedHook } from "#tests/kernels/expectations.ts";
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
  const rows = EVENT_HOOKS.flatMap(({ kind, hooks, without, unless }) =>
    hooks.map(({ arguments: needed = [], missing = [], ...hook }, index) => [
      index === 0 ? unless === undefined ? `\`${kind}\`` : kind : "",
      `\`${hook.program}\``,
      `\`${sectionOf(hook)}\``,
      needed.length === 0 ? "" : `\`${needed.join(", ")}\``,
      missing.map((key) => `\`${key}\``).join(", "),
      index === 0 ? without : "",
    ])
  );
  return table(["event", "program", "hook", "needs the arguments", "missing", "without any"], rows);
}

function kernelTable(): string {
  const kinds = Object.keys(EXPECTATIONS);
  const rows = CONFIGURATION_NAMES.map((name) => [
    CONFIGURATIONS[name].title,
    ...kinds.map((kind) => {
      const { program, missing = [] } = expectedHook(kind, name);
      const keys = missing.map((key) => `\`${key}\``).join(", ");
      return keys === "" ? `\`${program}\`` : `\`${program}\`, without ${keys}`;
    }),
  ]);
  return table(["kernel", ...kinds.map((kind) => `\`${kind}\``)], rows);
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
