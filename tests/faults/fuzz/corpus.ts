/** Rings that every run begins with: samples, and whatever once went wrong. */
const FOLDER = new URL("corpus/", import.meta.url).pathname;

/** Every ring that is kept. */
export function* kept(): Generator<Uint8Array> {
  for (const { name } of [...Deno.readDirSync(FOLDER)].sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (name.endsWith(".ring")) yield Deno.readFileSync(FOLDER + name);
  }
}

/** Keeps a ring; its path. */
export function keep(ring: Uint8Array, name: string): string {
  const file = `${FOLDER}${name}.ring`;
  Deno.writeFileSync(file, ring);
  return file;
}
