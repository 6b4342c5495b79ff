/** The pod that a container belongs to, as far as it is known; plain data. */
export interface PodFacts {
  readonly namespace?: string;
  readonly name?: string;
  /** Labels that people gave to the pod; none for a container without a pod. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What a label fragment says that filters ask about. */
export interface Facts {
  /** Whether a runtime has told whose the cgroup is. */
  readonly resolved: boolean;
  readonly pod: PodFacts;
  /** In the cgroup's path, so known before anything else. */
  readonly podUid?: string;
  /** Absent for a sandbox. */
  readonly container?: string;
}

/**
 * Reads a label fragment, the rest of a line behind its process object. Live and recorded fragments are the same
 * text, so a filter decides the same on both. What is not JSON, or not text where text belongs, is not known.
 */
export function factsOf(fragment: string): Facts {
  const line = parse(`{"process":{}${fragment}`);
  const namespace = textAt(line, "k8s", "namespace", "name");
  const name = textAt(line, "k8s", "pod", "name");
  const podUid = textAt(line, "k8s", "pod", "uid");
  const container = textAt(line, "container", "name");
  return {
    resolved: textAt(line, "label_state") === "resolved",
    pod: {
      labels: textsOf(at(line, "k8s", "pod", "label")),
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
    },
    ...(podUid === undefined ? {} : { podUid }),
    ...(container === undefined ? {} : { container }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  let inner = value;
  for (const key of keys) {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Record<string, unknown>)[key];
  }
  return inner;
}

function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const text = at(value, ...keys);
  return typeof text === "string" ? text : undefined;
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] =>
      typeof entry[1] === "string"
    ),
  );
}
