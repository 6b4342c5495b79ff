import { RING_HEADER_SIZE } from "#wire";

/** Labels as a file that C reads easily: u64 cgroup id, u32 length, bytes; again and again. */
export function encodeLabels(labels: ReadonlyMap<bigint, string>): Uint8Array {
  const encoder = new TextEncoder();
  const fragments = [...labels].map(([cgroup, text]) => ({ cgroup, bytes: encoder.encode(text) }));
  const size = fragments.reduce((sum, { bytes }) => sum + 12 + bytes.length, 0);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  let at = 0;
  for (const { cgroup, bytes } of fragments) {
    view.setBigUint64(at, cgroup, true);
    view.setUint32(at + 8, bytes.length, true);
    file.set(bytes, at + 12);
    at += 12 + bytes.length;
  }
  return file;
}

/** Reads what {@link encodeLabels} wrote. */
export function* decodeLabels(file: Uint8Array): Generator<[bigint, string]> {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const decoder = new TextDecoder();
  for (let at = 0; at < file.length;) {
    const length = view.getUint32(at + 8, true);
    const fragment = decoder.decode(file.subarray(at + 12, at + 12 + length));
    yield [view.getBigUint64(at, true), fragment];
    at += 12 + length;
  }
}

/** Cuts ring bytes between records into spans of at most `capacity` bytes. */
export function batchesOf(ring: Uint8Array, capacity: number): Uint8Array[] {
  const view = new DataView(ring.buffer, ring.byteOffset, ring.length);
  const batches: Uint8Array[] = [];
  let begin = 0;
  let at = 0;
  while (at < ring.length) {
    const length = view.getUint32(at, true) & 0x3fff_ffff;
    const next = at + RING_HEADER_SIZE + (length + 7 & ~7);
    if (next - begin > capacity) {
      batches.push(ring.subarray(begin, at));
      begin = at;
    }
    at = next;
  }
  batches.push(ring.subarray(begin));
  return batches;
}
