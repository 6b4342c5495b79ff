import assert from "assert";
import { createHash } from "node:crypto";
import { TextLineStream } from "./text_line_stream.ts";
import type { Peer } from "./peer.ts";

/** Who is compared: every peer writes its lines once, as what it keeps of programs changes with every pass. */
export interface Compared {
  /** They write the same bytes. */
  readonly exact: readonly Peer[];
  /** It says the same, if it is there. */
  readonly alike: Peer | undefined;
  /** An empty directory for their lines. */
  readonly directory: string;
}

/** Throws an Error unless the peers, none of which has decoded before, write the same lines. */
export async function assertSameLines({ exact, alike, directory }: Compared): Promise<void> {
  const kept = `${directory}/lines`;
  const other = `${directory}/other-lines`;
  const hashes = new Set<string>();
  for (const [index, peer] of exact.entries()) {
    const path = index === 0 ? kept : other;
    await peer.order(`dump ${path}`);
    hashes.add(await hashOf(path));
    if (path === other) await Deno.remove(other);
  }
  if (hashes.size !== 1) {
    throw new Error("Cannot compare the peers as their lines are not the same bytes");
  }
  if (alike !== undefined) {
    await alike.order(`dump ${other}`);
    await assertSameMeaning(kept, other);
    await Deno.remove(other);
  }
  await Deno.remove(kept);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}

async function assertSameMeaning(a: string, b: string): Promise<void> {
  const others = (await linesOf(b))[Symbol.asyncIterator]();
  for await (const line of await linesOf(a)) {
    const { value } = await others.next();
    if (value === undefined || !sameMeaning(line, value)) {
      throw new Error(`Cannot compare the peers as their lines differ: ${line}\n${value}`);
    }
  }
  if (!(await others.next()).done) throw new Error("Cannot compare the peers as one writes more");
}

/** Whether two lines are the same JSON, with as many replacement characters as their writers like for broken UTF-8. */
export function sameMeaning(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    assert.deepEqual(JSON.parse(collapse(a)), JSON.parse(collapse(b)));
    return true;
  } catch {
    return false;
  }
}

function collapse(line: string): string {
  return line.replaceAll("\\ufffd", "\ufffd").replaceAll(/\ufffd+/g, "\ufffd");
}

async function linesOf(path: string): Promise<AsyncIterable<string>> {
  const file = await Deno.open(path);
  return file.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
}
