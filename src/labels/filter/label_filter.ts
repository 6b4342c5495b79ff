import type { LabelUpdate } from "../update.ts";
import { type ContainerFilter, passesContainer, passesPod } from "./container_filter.ts";
import { type Facts, factsOf } from "./facts.ts";
import { KnownPods } from "./known_pods.ts";

/**
 * Decides for one cgroup after another whether its events are wanted, once and not for each event.
 *
 * - A container's are if the {@link ContainerFilter} lets it pass.
 * - The host's are not: who asks for pods is shown pods only.
 * - What is not resolved is shown with its reason, as it may be what is asked for; unless it is in a pod of which
 *   another container is resolved, and that pod does not pass.
 */
export class LabelFilter {
  readonly #filter: ContainerFilter | undefined;
  readonly #pods = new KnownPods();
  #matched = false;

  /** Without a filter every event is wanted. */
  constructor(filter: ContainerFilter | undefined) {
    this.#filter = filter;
  }

  /** Whether any container has passed so far. */
  get matched(): boolean {
    return this.#matched;
  }

  /** The update with the decision in it. */
  decide(update: LabelUpdate): LabelUpdate {
    const filter = this.#filter;
    if (filter === undefined) return update;
    if (update.kind === "forget") {
      this.#pods.forget(update.cgroup);
      return update;
    }
    return this.#passes(filter, update) ? update : { ...update, pass: false };
  }

  #passes(filter: ContainerFilter, update: Exclude<LabelUpdate, { kind: "forget" }>): boolean {
    if (update.kind === "final" && update.host) return false;
    const facts = factsOf(update.fragment);
    // What may become better may get a pod yet.
    const isOpen = update.kind === "hold" && facts.pod.name === undefined;
    if (!facts.resolved || isOpen) return this.#mayPass(filter, facts);
    if (facts.podUid !== undefined) this.#pods.learn(update.cgroup, facts.podUid, facts.pod);
    const passes = passesContainer(filter, facts);
    this.#matched ||= passes;
    return passes;
  }

  #mayPass(filter: ContainerFilter, { podUid }: Facts): boolean {
    const pod = podUid === undefined ? undefined : this.#pods.get(podUid);
    return pod === undefined || passesPod(filter, pod);
  }
}
