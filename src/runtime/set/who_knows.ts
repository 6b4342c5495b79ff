import type { EndpointMonitor } from "./endpoint_monitor.ts";
import type { Denier, FindWhere } from "../find.ts";
import { betterSource } from "./inventory.ts";
import type { ContainerRecord, RuntimeInfo } from "../types.ts";

/** What {@linkcode WhoKnows} judges by. */
export interface WhoKnowsContext {
  /** What an endpoint last said of itself; undefined where it never answered. */
  infoOf(monitor: EndpointMonitor): RuntimeInfo | undefined;
  /** The part of the node whose containers it may name. */
  realmOf(monitor: EndpointMonitor): string | undefined;
}

/** Which endpoints may know a container, or more of it. */
export class WhoKnows {
  readonly #context: WhoKnowsContext;

  constructor(context: WhoKnowsContext) {
    this.#context = context;
  }

  /** Whether the endpoint is to be asked for a container that is there, of which this may be known already. */
  concerns(monitor: EndpointMonitor, { realm, known }: FindWhere): boolean {
    const own = this.#context.realmOf(monitor);
    const mayName = realm === undefined || own === undefined || own === "" || own === realm;
    return mayName && (known === undefined || this.mayKnowMore(monitor, known));
  }

  /** Whether the endpoint may know more of a container than what is known, now or in a moment. */
  mayKnowMore(monitor: EndpointMonitor, known: ContainerRecord): boolean {
    const better = betterSource(known);
    if (better === undefined) return false;
    const info = this.#context.infoOf(monitor);
    // One that never answered may be anything.
    if (info === undefined) return monitor.state.status === "probing";
    if (better === "docker") return info.name === "docker";
    const { endpoint, namespace } = known.runtime;
    const servesCri = info.api.startsWith("CRI") || monitor.client.incomplete === true;
    return servesCri && (namespace === undefined || monitor.client.endpoint === endpoint);
  }

  /** Who says no, where he says it; undefined where he never answered. */
  denier(monitor: EndpointMonitor, { realm = "", runtime }: FindWhere): Denier | undefined {
    const info = this.#context.infoOf(monitor);
    if (info === undefined) return undefined;
    const isElsewhere = realm !== "" && this.#context.realmOf(monitor) === "";
    const isAnothers = runtime !== undefined && runtime !== info.name;
    return {
      endpoint: monitor.candidate.path,
      mayLearn: !isElsewhere && !isAnothers && this.learnsLate(monitor),
    };
  }

  /**
   * Whether the runtime may learn of a container only when that has a cgroup: CRI lists it later, and Podman holds it
   * back. Docker and containerd's own API know it before.
   */
  learnsLate(monitor: EndpointMonitor): boolean {
    const info = this.#context.infoOf(monitor);
    if (info === undefined) return true;
    const isDocker = info.name === "docker" && !info.api.startsWith("CRI");
    return !isDocker && !info.api.includes("containerd v1");
  }
}
