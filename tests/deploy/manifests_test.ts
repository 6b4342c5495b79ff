import assert from "assert";
import manifest from "../../deno.json" with { type: "json" };
import { allCommands } from "#cli/app/commands.ts";
import { deployed, documents } from "../../scripts/smoke/manifest.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const FOLDER = "deploy/kubernetes";

/** Where Kubernetes' own definitions have the kinds that are deployed. */
const DEFINITIONS: Readonly<Record<string, string>> = {
  DaemonSet: "apps/v1.d.ts",
  Namespace: "core/v1.d.ts",
  NetworkPolicy: "networking/v1.d.ts",
  Pod: "core/v1.d.ts",
};

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
}

interface Kustomization {
  readonly resources: readonly string[];
  readonly images: readonly { readonly name: string; readonly newTag: string }[];
  readonly labels: readonly { readonly includeSelectors: boolean }[];
}

function kustomization(): Kustomization {
  const [found] = documents(`${FOLDER}/kustomization.yaml`) as [Kustomization];
  return found;
}

/** Errors of the compiler about objects as values of their kinds' types: wrong types, missing and unknown keys. */
async function faultsOf(objects: readonly KubernetesObject[]): Promise<string[]> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const source = objects.map((object, index) => {
      const definitions = DEFINITIONS[object.kind];
      assert.ok(definitions !== undefined, object.kind);
      return `import type { ${object.kind} as Kind${index} } from "kubernetes-types/${definitions}";
export const object${index}: Kind${index} = ${JSON.stringify(object, undefined, 1)};\n`;
    });
    await Deno.writeTextFile(file, source.join(""));
    const { stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "-q", "--config", `${ROOT}deno.json`, file],
      env: { NO_COLOR: "1" },
    }).output();
    return new TextDecoder().decode(stderr).match(/^TS\d+ .*$|^error: (?!Type checking).*$/gm) ??
      [];
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("the manifests fit Kubernetes' own definitions; with a wrong key they would not", async () => {
  const paths = kustomization().resources.map((name) => `${FOLDER}/${name}`);
  const objects = [...paths, "scripts/smoke/pod.yaml"].flatMap(documents) as KubernetesObject[];
  const kinds = objects.map(({ kind }) => kind);
  assert.deepEqual(kinds.sort(), ["DaemonSet", "Namespace", "NetworkPolicy", "Pod"]);
  const text = JSON.stringify(objects.find(({ kind }) => kind === "DaemonSet"));
  const spoilt = text.replace("readOnlyRootFilesystem", "readonlyRootfs");
  const faults = await faultsOf([...objects, JSON.parse(spoilt) as KubernetesObject]);
  assert.strictEqual(faults.length, 1, faults.join("\n"));
  assert.match(faults[0] ?? "", /'"readonlyRootfs"' does not exist in type 'SecurityContext'/);
});

Deno.test("the kustomization deploys every manifest, labelled, with the image of this version", () => {
  const { resources, images, labels } = kustomization();
  const files = [...Deno.readDirSync(ROOT + FOLDER)].map(({ name }) => name);
  assert.deepEqual(["kustomization.yaml", ...resources].sort(), files.sort());
  assert.deepEqual(images, [{ name: "critter", newTag: manifest.version }]);
  assert.ok(labels.every(({ includeSelectors }) => includeSelectors));
  assert.strictEqual(deployed().container.image, "critter");
});

Deno.test("the DaemonSet mounts folders of the node, read-only, below its --host-root", () => {
  const { pod, container } = deployed();
  const args = container.args ?? [];
  const hostRoot = args[args.indexOf("--host-root") + 1] ?? "";
  assert.match(hostRoot, /^\/\w+$/);
  const mounts = container.volumeMounts ?? [];
  assert.deepEqual(mounts.map(({ name }) => name), pod.volumes?.map(({ name }) => name));
  const ofHost = pod.volumes?.flatMap(({ hostPath }) => hostPath ?? []) ?? [];
  assert.deepEqual(ofHost.map(({ path }) => path), ["/run", "/sys/fs/cgroup"]);
  for (const [index, mount] of mounts.slice(0, ofHost.length).entries()) {
    const { path = "", type } = ofHost[index] ?? {};
    assert.strictEqual(mount.mountPath, `${hostRoot}${path}`);
    // A socket's folder: the socket itself is another one after a restart.
    assert.strictEqual(type, "Directory", path);
    assert.deepEqual([mount.readOnly, mount.mountPropagation], [true, "HostToContainer"], path);
  }
});

Deno.test("the DaemonSet asks no API server, is confined, limited and probed", () => {
  const { pod, container } = deployed();
  assert.deepEqual([pod.automountServiceAccountToken, pod.hostPID], [false, true]);
  assert.strictEqual(pod.hostNetwork, undefined);
  assert.strictEqual(pod.serviceAccountName, undefined);
  const { securityContext, resources } = container;
  assert.strictEqual(securityContext?.readOnlyRootFilesystem, true);
  assert.strictEqual(securityContext.allowPrivilegeEscalation, false);
  assert.strictEqual(securityContext.privileged, undefined);
  assert.deepEqual(securityContext.capabilities?.drop, ["ALL"]);
  assert.match(String(resources?.limits?.["memory"]), /^\d+Mi$/);
  const port = container.ports?.[0];
  const args = container.args ?? [];
  assert.ok(args[args.indexOf("--health") + 1]?.endsWith(`:${port?.containerPort}`));
  assert.deepEqual(
    [container.livenessProbe, container.readinessProbe].map((probe) => probe?.httpGet),
    [{ path: "/healthz", port: port?.name }, { path: "/readyz", port: port?.name }],
  );
});

Deno.test("the DaemonSet's and the unit's command lines have only flags that there are", async () => {
  const unit = await Deno.readTextFile(`${ROOT}deploy/systemd/critter.service`);
  const line = /^ExecStart=\S+ (.*)$/m.exec(unit)?.[1]?.split(" ") ?? [];
  for (const [name, ...args] of [line, deployed().container.args ?? []]) {
    const command = allCommands().find((command) => command.name === name);
    const flags = args.filter((arg) => arg.startsWith("-"));
    assert.ok(flags.length > 0);
    for (const flag of flags) {
      assert.ok(command?.flags.some(({ name }) => flag === `--${name}`), `${name} ${flag}`);
    }
  }
});
