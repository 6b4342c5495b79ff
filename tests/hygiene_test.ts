import assert from "assert";
import { sourceFiles } from "./source_tree.ts";

const FOLDERS = ["bpf", "wasm", "src", "tests", "scripts"];
const LINE_LIMIT = 350;

/** Files that may be longer, and why. */
const LONGER: Readonly<Record<string, string>> = {};

Deno.test("source files have one job: none is longer than the limit without a reason", () => {
  const long = [...sourceFiles(FOLDERS, [".ts", ".c", ".h"])]
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ path, lines }) => lines > LINE_LIMIT && !(path in LONGER))
    .map(({ path, lines }) => `${path}: ${lines} lines`);
  assert.deepEqual(long, []);
});

Deno.test("src/ switches no check of the compiler or the linter off without saying why", () => {
  const pattern = /@ts-(?:ignore|nocheck|expect-error)|deno-lint-ignore/;
  const reason = /(?:@ts-[a-z-]+|deno-lint-ignore\S*(?: [a-z-]+)+)\s*[:\-—]+\s*\S+/;
  const found = [...sourceFiles(["src"], [".ts"])].flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) =>
      pattern.test(line) && !reason.test(line) ? [`${path}:${index + 1}`] : []
    )
  );
  assert.deepEqual(found, []);
});
