/** An id that a runtime made up; people who use containerd's own API choose names. */
const MADE_UP = /^[0-9a-f]{64}$/;

/** The namespaces of containerd that others keep their containers in, and who knows more of these. */
const KEEPERS: ReadonlyMap<string, "cri" | "docker"> = new Map([
  ["k8s.io", "cri"],
  ["moby", "docker"],
]);

/**
 * Whose container the one of this id in one of containerd's namespaces may be, beside containerd's own: CRI and Docker
 * make up ids, so what has a name there is somebody else's.
 */
export function keeperOf(id: string, namespace: string | undefined): "cri" | "docker" | undefined {
  return MADE_UP.test(id) ? KEEPERS.get(namespace ?? "") : undefined;
}
