import assert from "assert";
import { existsSync } from "node:fs";
import { pages } from "./pages.ts";

const ROOT = new URL("../../", import.meta.url);
const PAGES = [...pages().map(({ path }) => path), "CHANGELOG.md"];

/** `[text](target "title")`, `[text](target)` and `[reference]: target "title"`. */
const LINK = /\](?:\(|: )([^()\s"]+)(?: "([^"]+)")?(?:\)|$)/gm;

/** A link of a page, by its target's address without the fragment. */
interface Link {
  readonly page: string;
  readonly target: URL;
  readonly fragment: string;
  readonly title: string | undefined;
}

/** The links of a page that lead to files of this project. */
function linksOf(page: string): Link[] {
  const text = Deno.readTextFileSync(new URL(page, ROOT));
  return [...text.matchAll(LINK)].flatMap(([, target = "", title]) => {
    if (/^[a-z]+:/.test(target)) return [];
    const address = new URL(target, new URL(page, ROOT));
    const fragment = decodeURIComponent(address.hash.slice(1));
    address.hash = "";
    return [{ page, target: address, fragment, title }];
  });
}

/** The fragment that leads to a heading, as GitHub makes it. */
function slug(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-");
}

function headings(text: string): string[] {
  const prose = text.replace(/^```.*?^```/gms, "");
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => slug(heading));
}

Deno.test("documents link to files and headings that are there", () => {
  for (const { page, target, fragment } of PAGES.flatMap(linksOf)) {
    assert.ok(existsSync(target), `${page}: ${target.pathname}`);
    if (fragment === "") continue;
    assert.ok(headings(Deno.readTextFileSync(target)).includes(fragment), `${page}: #${fragment}`);
  }
});

Deno.test("documents name tests that are there: each link to one has its title", () => {
  const links = PAGES.flatMap(linksOf).filter(({ target }) => target.pathname.endsWith("_test.ts"));
  assert.ok(links.length > 10, `${links.length} links`);
  for (const { page, target, title } of links) {
    const text = Deno.readTextFileSync(target);
    assert.ok(title !== undefined, `${page}: ${target.pathname} without a title`);
    // What varies in a title made by a template is left out as "…".
    for (const part of title.split("…")) assert.ok(text.includes(part), `${page}: ${title}`);
  }
});

Deno.test("SECURITY backs every threat with a test", () => {
  const security = Deno.readTextFileSync(new URL("SECURITY.md", ROOT));
  const rows = security.split("\n").filter((line) => /^\| (?!threat |-)/.test(line));
  assert.ok(rows.length >= 20, `${rows.length} threats`);
  for (const row of rows) assert.match(row.split(" | ").at(-1) ?? "", /_test\.ts "/, row);
});

Deno.test("docs/comparison.md backs every cell about what critter learnt with a test", () => {
  const page = Deno.readTextFileSync(new URL("docs/comparison.md", ROOT));
  const section = /^## What critter learnt from them$(.*?)^## /ms.exec(page)?.[1] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|")).slice(2);
  assert.ok(rows.length >= 9);
  for (const system of ["Tetragon", "crictl", "Tracee"]) assert.ok(section.includes(system));
  for (const row of rows) {
    const cell = row.split(" | ").at(-1) ?? "";
    const references = [...cell.matchAll(/\[test\]\[(\w+)\]/g)];
    assert.ok(references.length > 0, row);
    for (const [, name = ""] of references) {
      assert.match(section, new RegExp(`^\\[${name}\\]: \\S+_test\\.ts "`, "m"));
    }
  }
});
