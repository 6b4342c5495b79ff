import assert from "assert";
import { makeProc } from "#tests/fakes/fake_proc.ts";
import { topLevelScalar } from "./flat_yaml.ts";
import { kubeletFilesEvidence, kubeletFlags, runningKubeletEvidence } from "./kubelet_evidence.ts";
import { ProcFs } from "./proc_fs.ts";

for (
  const [text, value] of [
    ["containerRuntimeEndpoint: unix:///run/crio/crio.sock\n", "unix:///run/crio/crio.sock"],
    ["a: 1\ncontainerRuntimeEndpoint: 'unix:///x' # why\nb: 2", "unix:///x"],
    ['"containerRuntimeEndpoint":   "unix:///x"', "unix:///x"],
    ['{"kind":"K","containerRuntimeEndpoint":"unix:///x"}', "unix:///x"],
    ['{\n  "containerRuntimeEndpoint": ""\n}', undefined],
    ['containerRuntimeEndpoint: ""', undefined],
    ["containerRuntimeEndpoint:", undefined],
    ["  containerRuntimeEndpoint: unix:///nested", undefined],
    ["# containerRuntimeEndpoint: unix:///x", undefined],
    ["containerRuntimeEndpoint: [a]", undefined],
    ["", undefined],
  ] as const
) {
  Deno.test(`topLevelScalar() reads ${JSON.stringify(text)}`, () => {
    assert.equal(topLevelScalar(text, "containerRuntimeEndpoint"), value);
  });
}

Deno.test("kubeletFlags() takes both ways of writing flags, and the last one counts", () => {
  const command = "kubelet --config /a --config-dir=/d -v=2 --container-runtime-endpoint=unix:///1";
  assert.deepEqual(kubeletFlags(command.split(" ")), {
    endpoint: "unix:///1",
    config: "/a",
    configDir: "/d",
  });
  assert.deepEqual(kubeletFlags(["kubelet", "--config=/a", "--config=/b"]), { config: "/b" });
  assert.deepEqual(kubeletFlags(["kubelet", "container-runtime-endpoint=x", "--config"]), {});
});

async function withKubelet(
  cmdline: readonly string[],
  files: Readonly<Record<string, string>>,
  work: (proc: ProcFs) => void,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await makeProc(root, { 7: { comm: "kubelet", cmdline, mount: "node", files } });
    using proc = new ProcFs(root);
    work(proc);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("runningKubeletEvidence() lets the flag count more than drop-ins, and those more than the file", async () => {
  const files = {
    "/etc/kubelet.yaml": "containerRuntimeEndpoint: unix:///run/file.sock",
    "/etc/kubelet.d/10-a.conf": "containerRuntimeEndpoint: unix:///run/first.sock",
    "/etc/kubelet.d/20-b.conf": "containerRuntimeEndpoint: unix:///run/last.sock",
    "/etc/kubelet.d/30-c.txt": "containerRuntimeEndpoint: unix:///run/ignored.sock",
  };
  const file = "--config=/etc/kubelet.yaml";
  const folder = "--config-dir=/etc/kubelet.d";
  const flag = "--container-runtime-endpoint=unix:///run/flag.sock";
  for (
    const [cmdline, socket] of [
      [["kubelet", file, folder, flag], "flag"],
      [["kubelet", file, folder], "last"],
      [["kubelet", file], "file"],
    ] as const
  ) {
    await withKubelet(cmdline, files, (proc) => {
      const paths = runningKubeletEvidence(proc, 7).map(({ path }) => path);
      assert.deepEqual(paths, [`${proc.root}/7/root/run/${socket}.sock`]);
    });
  }
  await withKubelet(["kubelet"], files, (proc) => {
    assert.deepEqual(runningKubeletEvidence(proc, 7), []);
    assert.deepEqual(runningKubeletEvidence(proc, 8), []);
  });
  await withKubelet(["kubelet", "--container-runtime-endpoint=tcp://1:2"], files, (proc) => {
    assert.deepEqual(runningKubeletEvidence(proc, 7), []);
  });
});

Deno.test("kubeletFilesEvidence() reads what kubeadm leaves", () => {
  const files: Readonly<Record<string, string>> = {
    "/var/lib/kubelet/kubeadm-flags.env":
      'KUBELET_KUBEADM_ARGS="--pod-infra=x --container-runtime-endpoint=unix:///run/a.sock"\n',
    "/var/lib/kubelet/config.yaml": "kind: KubeletConfiguration\n",
    "/var/lib/kubelet/instance-config.yaml": 'containerRuntimeEndpoint: "unix:///run/b.sock"\n',
  };
  assert.deepEqual(kubeletFilesEvidence((path) => files[path]), [
    { path: "/run/a.sock", source: "/var/lib/kubelet/kubeadm-flags.env", trust: { uid: 0 } },
    { path: "/run/b.sock", source: "/var/lib/kubelet/instance-config.yaml", trust: { uid: 0 } },
  ]);
  assert.deepEqual(kubeletFilesEvidence(() => undefined), []);
});
