// Which container a label fragment tells of, for people.

import { put } from "../scalar/put";

/** Writes `pod NAMESPACE/NAME`, or `container NAME`; returns the end. Strings of a fragment are written already. */
export function whose(at: usize, fragment: usize, length: usize): usize {
  const end = fragment + length;
  const k8s = behind(fragment, end, ',"k8s":{');
  const pod = k8s === 0 ? 0 : behind(k8s, end, '"pod":{"name":"');
  if (pod !== 0) {
    at = put(at, "pod ");
    const namespace = behind(k8s, end, '"namespace":{"name":"');
    if (namespace !== 0) at = put(value(at, namespace, end), "/");
    return value(at, pod, end);
  }
  const container = behind(fragment, end, ',"container":{');
  const name = container === 0 ? 0 : behind(container, end, '"name":"');
  return name === 0 ? put(at, "another container") : value(put(at, "container "), name, end);
}

/** The place behind the first of a text; 0: it is not there. */
function behind(from: usize, end: usize, text: string): usize {
  const length = <usize> text.length;
  for (; from + length <= end; from++) {
    let same: usize = 0;
    while (same < length && <u16> load<u8>(from + same) === <u16> text.charCodeAt(<i32> same)) {
      same++;
    }
    if (same === length) return from + length;
  }
  return 0;
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
