/** The project's own source files, for tests about the sources themselves. */

const ROOT = new URL("..", import.meta.url).pathname;
const SKIPPED = new Set(["gen", "node_modules", "dist", "coverage"]);

/** A source file: its path from the project's root, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Every file with one of the endings below the given folders, generated code left out. */
export function* sourceFiles(folders: string[], endings: string[]): Generator<SourceFile> {
  for (const folder of folders) yield* below(folder, endings);
}

function* below(folder: string, endings: string[]): Generator<SourceFile> {
  let entries: Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync(ROOT + folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  for (const { name, isDirectory } of entries) {
    const path = `${folder}/${name}`;
    if (isDirectory) {
      if (!SKIPPED.has(name)) yield* below(path, endings);
    } else if (endings.some((ending) => name.endsWith(ending))) {
      yield { path, text: Deno.readTextFileSync(ROOT + path) };
    }
  }
}
