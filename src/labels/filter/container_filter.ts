import type { Facts, PodFacts } from "./facts.ts";
import { type NamePattern, passesNames } from "./names.ts";
import { type LabelSelector, matchesSelector } from "./selector.ts";

/**
 * Which containers' events are wanted: those that pass all four; an empty list asks for nothing. Plain data.
 *
 * What a container does not have (Docker's have no namespace and no pod labels, a sandbox has no container name)
 * fails what asks for it and passes what excludes it, as an absent label does in Kubernetes.
 */
export interface ContainerFilter {
  readonly namespace: readonly NamePattern[];
  readonly pod: readonly NamePattern[];
  readonly container: readonly NamePattern[];
  readonly selector: readonly LabelSelector[];
}

/** Whether a filter asks for anything. */
export function isFiltering({ namespace, pod, container, selector }: ContainerFilter): boolean {
  return namespace.length > 0 || pod.length > 0 || container.length > 0 ||
    selector.some(({ requirements }) => requirements.length > 0);
}

/** Whether a resolved container's events are wanted. */
export function passesContainer(filter: ContainerFilter, { pod, container }: Facts): boolean {
  return passesPod(filter, pod) && passesNames(filter.container, container);
}

/** Whether a pod's containers can be wanted, whatever their names are. */
export function passesPod(filter: ContainerFilter, pod: PodFacts): boolean {
  return passesNames(filter.namespace, pod.namespace) && passesNames(filter.pod, pod.name) &&
    filter.selector.every((selector) => matchesSelector(selector, pod.labels));
}

/** A filter as the command line's flags, for people. */
export function describeFilter(filter: ContainerFilter): string {
  const names = ["namespace", "pod", "container"] as const;
  return [
    ...names
      .filter((name) => filter[name].length > 0)
      .map((name) => `--${name} ${quoted(filter[name].map(({ text }) => text).join(","))}`),
    ...filter.selector.map(({ text }) => `--selector ${quoted(text)}`),
  ].join(" ");
}

function quoted(text: string): string {
  return /^[-\w.,/=*?]+$/.test(text) ? text : JSON.stringify(text);
}
