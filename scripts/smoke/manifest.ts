/** The manifests as the tests read them. */

import type { DaemonSet } from "kubernetes-types/apps/v1.d.ts";
import type { Container, Pod, PodSpec } from "kubernetes-types/core/v1.d.ts";
import type { PodSpec as HostPod } from "#tests/host/pod.ts";
import { parseAllDocuments } from "yaml";

const ROOT = new URL("../../", import.meta.url).pathname;

/** The DaemonSet's pod, and critter's container in it. */
export interface Deployed {
  readonly pod: PodSpec;
  readonly container: Container;
}

/** Every document of a YAML file; throws where it is not YAML or has a key twice. */
export function documents(path: string): unknown[] {
  return parseAllDocuments(Deno.readTextFileSync(ROOT + path)).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as unknown;
  });
}

/** The DaemonSet before kustomize, which adds names and labels only. */
export function deployed(): Deployed {
  const [daemonSet] = documents("deploy/kubernetes/daemonset.yaml") as [DaemonSet];
  const pod = daemonSet.spec?.template.spec;
  const [container] = pod?.containers ?? [];
  if (pod === undefined || container === undefined) {
    throw new Error("Cannot use the DaemonSet as it has no container");
  }
  return { pod, container };
}

/** pod.yaml for a runtime's CRI: with an image that is there, and the mark in its commands. */
export function smokePod(mark: string): HostPod {
  const [{ metadata, spec }] = documents("scripts/smoke/pod.yaml") as [Pod];
  return {
    name: metadata?.name ?? "",
    ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
    containers: (spec?.containers ?? []).map(({ name, command = [] }) => ({
      name,
      args: command.map((arg) => arg.replace("MARK", mark)),
    })),
  };
}
