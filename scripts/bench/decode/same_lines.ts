import assert from "assert";
import { createHash } from "node:crypto";
import { TextLineStream } from "./text_line_stream.ts";
import type { Peer } from "./peer.ts";

/** Throws an Error unless all of the peers write the same bytes. */
export async function assertSameBytes(peers: readonly Peer[], directory: string): Promise<void> {
  const hashes = new Set<string>();
  for (const peer of peers) {
    const path = `${directory}/lines`;
    await peer.order(`dump ${path}`);
    const hash = createHash("sha256");
    using file = await Deno.open(path);
    for await (const chunk of file.readable) hash.update(chunk);
    hashes.add(hash.digest("hex"));
    await Deno.remove(path);
  }
  if (hashes.size !== 1) {
    throw new Error("Cannot compare the peers as their lines are not the same bytes");
  }
}

/** Throws an Error unless each line of one peer says the same as that of the other. */
export async function assertSameMeaning(a: Peer, b: Peer, directory: string): Promise<void> {
  const paths = [`${directory}/a`, `${directory}/b`] as const;
  await a.order(`dump ${paths[0]}`);
  await b.order(`dump ${paths[1]}`);
  const others = (await linesOf(paths[1]))[Symbol.asyncIterator]();
  for await (const line of await linesOf(paths[0])) {
    const { value } = await others.next();
    if (value === undefined || !sameMeaning(line, value)) {
      throw new Error(`Cannot compare the peers as their lines differ: ${line}\n${value}`);
    }
  }
  if (!(await others.next()).done) throw new Error("Cannot compare the peers as one writes more");
  for (const path of paths) await Deno.remove(path);
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
