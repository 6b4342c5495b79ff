import assert from "assert";
import { EVENT_KINDS } from "#events/kinds.ts";
import { allCommands } from "../app/commands.ts";
import { REFERENCE_MARKERS, referenceMarkdown, withReference } from "./reference.ts";

const ROOT = new URL("../../../", import.meta.url);

Deno.test("referenceMarkdown() names every command, flag and event", () => {
  const markdown = referenceMarkdown(allCommands());
  for (const { name, flags } of allCommands()) {
    assert.ok(markdown.includes(`\`critter ${name}\``), name);
    for (const flag of flags) {
      assert.ok(flag.name === "help" || markdown.includes(`--${flag.name}`), flag.name);
    }
  }
  for (const { name } of EVENT_KINDS) assert.ok(markdown.includes(`\`${name}\``));
});

Deno.test("withReference() replaces what stands between the markers", () => {
  const { start, end } = REFERENCE_MARKERS;
  const once = withReference(`a\n${start}\nold\n${end}\nb\n`, "new");
  assert.equal(once, `a\n${start}\n\nnew\n\n${end}\nb\n`);
  assert.equal(withReference(once, "new"), once);
  assert.throws(() => withReference("nothing", "new"), RangeError);
});

Deno.test("docs/commands.md says of the commands what their definitions say", () => {
  const text = Deno.readTextFileSync(new URL("docs/commands.md", ROOT));
  const tables = referenceMarkdown(allCommands());
  assert.equal(text, withReference(text, tables), "run: deno run -A scripts/docs/readme.ts");
});

/** Letters that crictl itself gives to several flags; scripts that were written for it rely on them. */
const CRICTL_LETTERS: Readonly<Record<string, readonly string[]>> = {
  f: ["force", "filter", "follow"],
  l: ["latest", "selector"],
  n: ["last", "namespace"],
  p: ["pod", "previous"],
  s: ["state", "seconds"],
};

Deno.test("every flag's letter is the same in all commands, and no two flags of one share it", () => {
  const letters = new Map<string, string>();
  for (const { name, flags } of allCommands()) {
    const own = flags.flatMap(({ short }) => short ?? []);
    assert.equal(new Set(own).size, own.length, name);
    for (const flag of flags) {
      if (flag.short === undefined || CRICTL_LETTERS[flag.short]?.includes(flag.name)) continue;
      assert.equal(letters.get(flag.short) ?? flag.name, flag.name);
      letters.set(flag.short, flag.name);
    }
  }
});

Deno.test("every example is a line that its command understands", () => {
  for (const { name, examples, flags } of allCommands()) {
    const known = new Set(flags.flatMap((flag) => [`--${flag.name}`, `-${flag.short}`]));
    for (const { command } of examples) {
      assert.ok(command.includes(`critter ${name}`), command);
      const own = command.split(" | ")[0] ?? "";
      for (const [flag] of own.matchAll(/(?<= )--?[a-z-]+/g)) {
        assert.ok(known.has(flag), `${command}: ${flag}`);
      }
    }
  }
});
