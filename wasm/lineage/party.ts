// Another process that has a part in an event: who sent a signal, who asked for memory.

import { find, FRAGMENT } from "../labels/table";
import { put } from "../scalar/put";
import { nameOf, number32 } from "../strings";
import { decimal64 } from "../text/decimal";
import {
  PARTY_CGROUP_ID,
  PARTY_COMM,
  PARTY_PID,
  PARTY_PROGRAM,
  PARTY_RUN,
  PARTY_START_TIME_NS,
  PARTY_UID,
  RECORD_CGROUP_ID,
} from "../wire";
import { programObject } from "./ancestors";
import { execId } from "./exec_id";

/** Writes it as an object, with its own labels where it is in another cgroup than the record; returns the end. */
export function party(at: usize, record: usize, from: usize): usize {
  at = put(at, '{"process":{"pid":');
  at = number32(at, load<u32>(from, PARTY_PID));
  if (load<u32>(from, PARTY_RUN) !== 0) {
    at = put(at, ',"exec_id":"');
    at = execId(
      at,
      load<u64>(from, PARTY_START_TIME_NS),
      load<u32>(from, PARTY_PID),
      load<u32>(from, PARTY_RUN),
    );
    at = put(at, '"');
  }
  at = put(at, ',"user":{"id":');
  at = number32(at, load<u32>(from, PARTY_UID));
  at = put(at, "}");
  at = programObject(at, load<u64>(from, PARTY_PROGRAM));
  at = put(at, ',"thread":{"name":"');
  at = nameOf(at, from + PARTY_COMM);
  at = put(at, '"}');
  const cgroup = load<u64>(from, PARTY_CGROUP_ID);
  if (cgroup === load<u64>(record, RECORD_CGROUP_ID)) return put(at, "}");
  return labels(at, cgroup);
}

/** A fragment brings the brace that closes the line, which closes the object here, and the line's end. */
function labels(at: usize, cgroup: u64): usize {
  const slot = find(cgroup);
  const fragment = slot === 0 ? 0 : load<u64>(slot, FRAGMENT);
  if (fragment !== 0) {
    const length = <usize> (fragment >> 32);
    memory.copy(at, <usize> (<u32> fragment), length);
    return at + length - 1;
  }
  at = put(at, ',"cgroup":{"id":"');
  at = decimal64(at, cgroup);
  return put(at, '"},"label_state":"unresolved","label_reason":"the label path has not answered"}');
}
