// Which container a label fragment tells of, for people.

import { put } from "../scalar/put";

/** Writes `pod NAMESPACE/NAME`, or `container NAME`; returns the end. Strings of a fragment are written already. */
export function whose(at: usize, fragment: usize, length: usize): usize {
  const end = fragment + length;
  const k8s = member(fragment, end, '"k8s":{');
  const pod = nameIn(member(k8s, end, '"pod":{'), end);
  if (pod !== 0) {
    at = put(at, "pod ");
    const namespace = nameIn(member(k8s, end, '"namespace":{'), end);
    if (namespace !== 0) at = put(value(at, namespace, end), "/");
    return value(at, pod, end);
  }
  const container = nameIn(member(fragment, end, '"container":{'), end);
  return container === 0
    ? put(at, "another container")
    : value(put(at, "container "), container, end);
}

function nameIn(object: usize, end: usize): usize {
  return member(object, end, '"name":"');
}

/**
 * The place behind what a member of an object begins with; 0: it has no such, or there is no object. `from` is behind
 * the brace that opens it, or where a fragment begins.
 */
function member(from: usize, end: usize, text: string): usize {
  if (from === 0) return 0;
  let depth: u32 = 1;
  let before: u32 = 0x2C;
  while (from < end) {
    const byte = <u32> load<u8>(from);
    if (byte === 0x22) {
      if (depth === 1 && before === 0x2C && begins(from, end, text)) {
        return from + <usize> text.length;
      }
      from = behindString(from, end);
    } else {
      if (byte === 0x7B || byte === 0x5B) depth++;
      if (byte === 0x7D || byte === 0x5D) depth--;
      if (depth === 0) return 0;
      from++;
    }
    before = byte;
  }
  return 0;
}

function begins(from: usize, end: usize, text: string): bool {
  const length = <usize> text.length;
  if (from + length > end) return false;
  for (let index: usize = 0; index < length; index++) {
    if (<u32> load<u8>(from + index) !== <u32> text.charCodeAt(<i32> index)) return false;
  }
  return true;
}

function behindString(from: usize, end: usize): usize {
  from++;
  while (from < end && load<u8>(from) !== 0x22) from += load<u8>(from) === 0x5C ? 2 : 1;
  return from + 1;
}

/** Copies the inside of a string up to the quote that ends it. */
function value(at: usize, from: usize, end: usize): usize {
  while (from < end && load<u8>(from) !== 0x22) {
    if (load<u8>(from) === 0x5C) {
      store<u8>(at, 0x5C);
      at++;
      from++;
    }
    store<u8>(at, load<u8>(from));
    at++;
    from++;
  }
  return at;
}
