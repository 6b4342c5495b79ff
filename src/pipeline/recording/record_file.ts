/**
 * Refuses a recording file that is there already, be it a link.
 *
 * @param fix What the operator can do instead.
 * @throws Deno.errors.AlreadyExists
 */
export async function refuseToReplace(file: string, fix: string): Promise<void> {
  const exists = await Deno.lstat(file).then(() => true, () => false);
  if (exists) {
    throw new Deno.errors.AlreadyExists(`Cannot record to ${file} as it exists; ${fix}`);
  }
}
