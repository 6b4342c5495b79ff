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

/**
 * Where the process that listens on a socket without answering there does answer: the socket is another protocol's, as
 * ttrpc's of containerd may be under any name. Undefined where there is no such place.
 */
export function answersElsewhere(
  { candidate: { listener }, state }: EndpointReport,
  reports: readonly EndpointReport[],
): string | undefined {
  if (listener === undefined || state.status !== "down") return undefined;
  if (state.error.kind !== "timeout") return undefined;
  return reports.find(({ candidate, state }) =>
    candidate.listener === listener && state.status === "up"
  )?.candidate.path;
}
