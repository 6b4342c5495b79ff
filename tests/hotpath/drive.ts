import type { HotPath } from "#hotpath/hot_path.ts";
import type { Notice } from "#hotpath/types.ts";
import { concatenate } from "./record_builder.ts";

/** Everything that a hot path gave. */
export interface Driven {
  readonly bytes: Uint8Array;
  readonly notices: readonly Notice[];
}

/** Feeds ring bytes of any length to a hot path, batch by batch, and takes whatever comes out. */
export function drive(hot: HotPath, ring: Uint8Array): Driven {
  const parts: Uint8Array[] = [];
  const notices: Notice[] = [];
  const take = () => {
    parts.push(hot.takeOutput().slice());
    notices.push(...hot.takeNotices());
  };
  hot.input().set(ring);
  for (let offset = 0; offset < ring.length;) {
    offset += hot.consume(offset, ring.length - offset);
    take();
  }
  return { bytes: concatenate(parts), notices };
}

/** Takes every line of released events. */
export function drain(hot: HotPath): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let more = true; more;) {
    more = hot.flush();
    parts.push(hot.takeOutput().slice());
  }
  return concatenate(parts);
}

/** Lines as text, without their newlines. */
export function linesOf(bytes: Uint8Array): string[] {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
    .split("\n").slice(0, -1);
}
