/** die.c, compiled: a program that ends as it is told to. */
import { run } from "./exec.ts";

/** Compiles die.c to `folder`/die; returns the folder, which containers can have as a volume. */
export async function makeDie(folder: string): Promise<string> {
  const source = new URL("die.c", import.meta.url).pathname;
  await run("cc", ["-O1", "-static", source, "-o", `${folder}/die`]);
  return folder;
}
