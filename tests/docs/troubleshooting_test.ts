import assert from "assert";
import { runtimeChecks } from "#cli/doctor/runtime_checks.ts";
import { sourceFiles } from "#tests/source_tree.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/troubleshooting.md", import.meta.url));

/** The codes that the sources of critter doctor give. */
function doctorCodes(): string[] {
  const codes = new Set<string>();
  for (const { path, text } of sourceFiles(["src/cli/doctor"], [".ts"])) {
    if (path.endsWith("_test.ts")) continue;
    for (const [, code = ""] of text.matchAll(/"([A-Z]\d{3})"/g)) codes.add(code);
  }
  return [...codes].sort();
}

Deno.test("docs/troubleshooting.md has a section for every code of critter doctor, and no other", () => {
  const sections = [...PAGE.matchAll(/^## ([A-Z]\d{3})$/gm)].map(([, code = ""]) => code);
  assert.ok(doctorCodes().includes("K001"));
  assert.deepEqual(sections.toSorted(), doctorCodes());
});

Deno.test("docs/troubleshooting.md names what a check without any runtime says", () => {
  const [check] = runtimeChecks([]);
  assert.ok(check !== undefined && PAGE.includes(`## ${check.code}\n\n**${check.title}.**`));
});

Deno.test("docs/troubleshooting.md has reasons in the words of the sources", () => {
  const sources = [
    ...sourceFiles(["src/runtime", "src/kernel", "src/labels", "src/cli/why"], [".ts"]),
  ]
    .map(({ text }) => text).join("\n");
  const reasons = [
    ...[...PAGE.matchAll(/^\| `([^`]+)`/gm)].map(([, reason = ""]) => reason),
    ...[...PAGE.matchAll(/^- `([a-z][^`]+)`: (?!raise `--ring|whoever)/gm)].map(([, one = ""]) =>
      one
    ),
  ];
  assert.ok(reasons.length > 6);
  for (const reason of reasons) {
    assert.ok(sources.includes(reason.replace(/ \d+ s$/, "")), reason);
  }
});
