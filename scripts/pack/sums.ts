/** The file of checksums, as `sha256sum --check` reads it. */
export const SUMS = "sha256sums";

/** Writes the checksums of every critter file of a folder into the folder's {@linkcode SUMS}. */
export async function writeSums(folder: string): Promise<void> {
  const names = [...Deno.readDirSync(folder)]
    .filter(({ name, isFile }) => isFile && name.startsWith("critter") && !name.endsWith(".part"))
    .map(({ name }) => name)
    .sort();
  const lines: string[] = [];
  for (const name of names) {
    const sum = await crypto.subtle.digest("SHA-256", await Deno.readFile(`${folder}/${name}`));
    lines.push(`${new Uint8Array(sum).toHex()}  ${name}\n`);
  }
  await Deno.writeTextFile(`${folder}/${SUMS}`, lines.join(""));
}
