/** What was fetched for the guests, kept between runs in the user's cache. */

/** A path below the cache; `make` puts what belongs there into a folder of its own first, when it is missing. */
export async function cached(
  path: string,
  make: (folder: string) => Promise<string>,
): Promise<string> {
  const root = cacheFolder();
  const kept = `${root}/${path}`;
  if (exists(kept)) return kept;
  await Deno.mkdir(kept.slice(0, kept.lastIndexOf("/")), { recursive: true });
  // in the cache's own file system, so that what is made whole can be renamed
  const folder = await Deno.makeTempDir({ dir: root });
  try {
    await Deno.rename(await make(folder), kept);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return kept;
}

function cacheFolder(): string {
  const home = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME") ?? "/root"}/.cache`;
  return `${home}/critter/kernels`;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
