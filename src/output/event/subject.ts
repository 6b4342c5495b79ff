import type { EventLine } from "./line.ts";
import { visible } from "../visible.ts";

/** Whose event a line tells of, as the columns POD and CONTAINER show it. */
export interface Subject {
  /** What is known of it. */
  readonly kind: "pod" | "container" | "host" | "unresolved" | "none";
  /** Text of the column POD. */
  readonly pod: string;
  /** Text of the column CONTAINER. */
  readonly container: string;
}

const SHORT_ID_LENGTH = 13;

/** What a container id is shortened to, as crictl does. */
export function shortId(id: string | undefined): string {
  return visible((id ?? "").slice(0, SHORT_ID_LENGTH));
}

/** Reads the subject from a line's labels. */
export function subjectOf(line: EventLine): Subject {
  switch (line.label_state) {
    case "resolved":
      return resolved(line);
    case "host":
      return { kind: "host", pod: hostName(line), container: "host" };
    case "unresolved":
      return { kind: "unresolved", pod: `?${unresolvedName(line)}`, container: "unresolved" };
    default:
      return { kind: "none", pod: "", container: "" };
  }
}

function resolved({ k8s, container, cgroup }: EventLine): Subject {
  const name = container?.sandbox
    ? "(sandbox)"
    : visible(k8s?.container?.name ?? container?.name ?? shortId(container?.id));
  const pod = k8s?.pod?.name;
  if (pod === undefined) {
    return { kind: "container", pod: "-", container: name || visible(cgroup?.path ?? "-") };
  }
  const namespace = k8s?.namespace?.name;
  return { kind: "pod", pod: visible(`${namespace ?? "?"}/${pod}`), container: name };
}

/** A unit's name has no slash, so nothing on the host can pass for a pod. */
function hostName({ systemd, machine, cgroup }: EventLine): string {
  return visible(systemd?.unit ?? machine?.name ?? cgroup?.path ?? "-");
}

function unresolvedName({ container, k8s, cgroup }: EventLine): string {
  const pod = k8s?.pod?.name ?? k8s?.pod?.uid;
  return visible(
    pod ?? container?.id?.slice(0, SHORT_ID_LENGTH) ?? cgroup?.path ?? `cgroup ${cgroup?.id ?? ""}`,
  );
}
