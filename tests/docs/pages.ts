/** A document of this project. */
export interface Page {
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
}

const ROOT = new URL("../../", import.meta.url);

/** Every document that says how things are now; CHANGELOG.md tells of what was, too. */
export function pages(): Page[] {
  const paths = [
    ...["README.md", "BENCHMARKS.md", "CONTRIBUTING.md", "SECURITY.md", "tests/README.md"],
    ...[...Deno.readDirSync(new URL("docs/", ROOT))].map(({ name }) => `docs/${name}`)
      .filter((path) => path.endsWith(".md")).sort(),
  ];
  return paths.map((path) => ({ path, text: Deno.readTextFileSync(new URL(path, ROOT)) }));
}
