import { filterFields } from "../fields.ts";
import type { Known } from "../fold/fold.ts";
import type { Type, Value } from "../types.ts";
import type { Verdict } from "../compiled_filter.ts";
import { decide, type Labels } from "./verdict.ts";
import type { CompiledFilter } from "../compiled_filter.ts";

/** What the label path says of a cgroup. */
export interface LabelledCgroup {
  readonly cgroup: bigint;
  /** The rest of a line behind its process object. */
  readonly fragment: string;
  /** Whether more may be told of it: what it lacks is not known. */
  readonly open: boolean;
}

/** A JSON object. */
type Json = Readonly<Record<string, unknown>>;

/** Keys that a line has or lacks whatever is known of its labels. */
const GIVEN = ["k8s.cluster.name", "k8s.node.name", "label_reason", "label_missing"];
const POD = "k8s.";

/**
 * Decides for one container after another what is left of a filter, once and not for each event.
 *
 * What is not known of an unresolved container may be anything, but for what another container of its pod has told.
 */
export class ContainerVerdicts {
  readonly #filter: CompiledFilter;
  readonly #fields = filterFields();
  /** What resolved containers said of their pods, by uid, and whose cgroups these are. */
  readonly #pods = new Map<string, { readonly k8s: Json; readonly cgroups: Set<bigint> }>();
  readonly #uids = new Map<bigint, string>();

  constructor(filter: CompiledFilter) {
    this.#filter = filter;
  }

  /** What becomes of a cgroup's events. */
  decide(told: LabelledCgroup): Verdict {
    const line = parse(`{"process":{}${told.fragment}`);
    const resolved = at(line, "label_state") === "resolved";
    const uid = at(line, "k8s", "pod", "uid");
    const isOpen = told.open && at(line, "k8s", "pod", "name") === undefined;
    if (resolved && !isOpen && typeof uid === "string") this.#learn(told.cgroup, uid, line);
    const pod = resolved && !isOpen || typeof uid !== "string"
      ? undefined
      : this.#pods.get(uid)?.k8s;
    return decide(this.#filter, this.#labels(line, pod, isOpen));
  }

  /** The cgroup is gone. */
  forget(cgroup: bigint): void {
    const uid = this.#uids.get(cgroup);
    if (uid === undefined) return;
    this.#uids.delete(cgroup);
    const pod = this.#pods.get(uid);
    pod?.cgroups.delete(cgroup);
    if (pod?.cgroups.size === 0) this.#pods.delete(uid);
  }

  #learn(cgroup: bigint, uid: string, line: Json): void {
    if (this.#uids.get(cgroup) !== uid) this.forget(cgroup);
    const cgroups = this.#pods.get(uid)?.cgroups ?? new Set();
    const k8s = { namespace: at(line, "k8s", "namespace"), pod: at(line, "k8s", "pod") };
    this.#pods.set(uid, { k8s, cgroups: cgroups.add(cgroup) });
    this.#uids.set(cgroup, uid);
  }

  #labels(line: Json, pod: Json | undefined, isOpen: boolean): Labels {
    const state = at(line, "label_state");
    return (name): Known => {
      const type = this.#fields.get(name)?.type ?? "string";
      const path = name.split(".");
      const told = pod !== undefined && name.startsWith(POD)
        ? at(pod, ...path.slice(1))
        : undefined;
      const value = valueOf(type, at(line, ...path) ?? told);
      if (value !== undefined) return { kind: "is", value };
      const isUnknown = state === "unresolved" || isOpen && name.startsWith(POD);
      // What a pod has no label of is known with its name.
      if (pod !== undefined && name === "k8s.pod.label") return { kind: "absent" };
      return { kind: isUnknown && !GIVEN.includes(name) ? "unknown" : "absent" };
    };
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  let inner = value;
  for (const key of keys) {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Json)[key];
  }
  return inner;
}

/** What a label is in an expression; undefined where it is not what its key is to be. */
function valueOf(type: Type, value: unknown): Value | undefined {
  if (type === "string") return typeof value === "string" ? value : undefined;
  if (type === "bool") return typeof value === "boolean" ? value : undefined;
  if (type === "int") return typeof value === "number" ? BigInt(value) : undefined;
  if (type === "list<string>") {
    return Array.isArray(value) ? value.filter((one) => typeof one === "string") : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  return new Map(Object.entries(value).filter(([, one]) => typeof one === "string"));
}
