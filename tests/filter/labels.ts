/** Containers as lines tell of them: the rest of a line behind the process object, by cgroup. */
export const FRAGMENTS: ReadonlyMap<bigint, { readonly fragment: string; readonly host: boolean }> =
  new Map(
    [
      label("host", {
        cgroup: { id: "1", path: "/system.slice/sshd.service" },
        systemd: { unit: "sshd.service" },
      }),
      label(
        "resolved",
        pod("shop", "web-0", "app", { app: "web", "tier.example/x": "front" }, "busybox"),
      ),
      label("resolved", pod("kube-system", "proxy-é", "proxy", {}, "pause")),
      label("resolved", {
        container: {
          id: "d0c",
          name: "lonely",
          image: { name: "redis", tags: ["7", "latest"] },
          runtime: { name: "docker" },
        },
        cgroup: { id: "4" },
      }),
      label("resolved", {
        ...pod("shop", "web-1", "app", { canary: "" }, "nginx"),
        label_missing: ["k8s.pod.uid"],
      }),
      label("host", { k8s: { node: { name: "n1" } }, cgroup: { id: "6", path: "/" } }),
    ].map((one, index) => [BigInt(index + 1), one]),
  );

function label(state: string, keys: Readonly<Record<string, unknown>>) {
  const inside = JSON.stringify({ ...keys, label_state: state }).slice(1);
  return { fragment: `,${inside}\n`, host: state === "host" };
}

function pod(
  namespace: string,
  name: string,
  container: string,
  labels: Readonly<Record<string, string>>,
  image: string,
): Readonly<Record<string, unknown>> {
  return {
    container: {
      id: `${name}-id`,
      name: container,
      image: { name: image, tags: ["1"], reference: `${image}:1` },
      runtime: { name: "containerd" },
    },
    k8s: {
      namespace: { name: namespace },
      pod: { name, uid: `${name}-uid`, label: labels },
      container: { name: container },
    },
    cgroup: { id: "9", path: `/kubepods/${name}` },
  };
}
