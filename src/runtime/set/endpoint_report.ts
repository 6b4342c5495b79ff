import type { EndpointState } from "./endpoint_monitor.ts";
import { type EndpointCandidate, KNOWN_PLACE } from "../discovery/endpoints.ts";

/** One endpoint and what is known of it. */
export interface EndpointReport {
  readonly candidate: EndpointCandidate;
  readonly state: EndpointState;
}

/** A change of one endpoint. */
export interface EndpointChange extends EndpointReport {
  readonly before: EndpointState;
}

/** Whether a report says only that nothing is at a known place: most are empty. */
export function isEmptyPlace({ candidate, state }: EndpointReport): boolean {
  const absent = state.status === "down" && state.error.kind === "absent";
  return absent && candidate.source.startsWith(KNOWN_PLACE);
}
