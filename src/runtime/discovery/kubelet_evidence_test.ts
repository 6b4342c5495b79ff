import assert from "assert";
import { makeProc } from "#tests/fakes/fake_proc.ts";
import { YamlFiles } from "../config/yaml_files.ts";
import { kubeletFilesEvidence, kubeletFlags, runningKubeletEvidence } from "./kubelet_evidence.ts";
import { ProcFs } from "./proc_fs.ts";

const SOCKET = "unix:///run/crio/crio.sock";

/** Ready to read at once. */
async function loaded(): Promise<YamlFiles> {
  const yaml = new YamlFiles();
  yaml.read("a: 1");
  await yaml.loading;
  return yaml;
}

for (
  const [text, value] of [
    [`containerRuntimeEndpoint: ${SOCKET}\n`, SOCKET],
    [`a: 1\ncontainerRuntimeEndpoint: '${SOCKET}' # why\nb: 2`, SOCKET],
    [`"containerRuntimeEndpoint":   "${SOCKET}"`, SOCKET],
    [`{"kind":"K","containerRuntimeEndpoint":"${SOCKET}"}`, SOCKET],
    [`{"nested":{"containerRuntimeEndpoint":"unix:///no"},"a":[{"containerRuntimeEndpoint":1}]}`],
    [`{"containerRuntimeEndpoint":"unix:\\/\\/\\/run\\/crio\\/crio.sock"}`, SOCKET],
    [`"container\\x52untimeEndpoint": ${SOCKET}`, SOCKET],
    [`containerRuntimeEndpoint: >-\n  ${SOCKET}\n`, SOCKET],
    [`containerRuntimeEndpoint:\n  ${SOCKET}\n`, SOCKET],
    [`x: &s ${SOCKET}\ncontainerRuntimeEndpoint: *s\n`, SOCKET],
    [`x: &base\n  containerRuntimeEndpoint: ${SOCKET}\n<<: *base\n`, SOCKET],
    [`text: |\n  containerRuntimeEndpoint: unix:///no\nb: 1\n`],
    [
      `containerRuntimeEndpoint: ${SOCKET}\n---\ncontainerRuntimeEndpoint: unix:///second\n`,
      SOCKET,
    ],
    ['{\n  "containerRuntimeEndpoint": ""\n}'],
    ['containerRuntimeEndpoint: ""'],
    ["containerRuntimeEndpoint:"],
    ["containerRuntimeEndpoint: ~"],
    [`kind: K\rcontainerRuntimeEndpoint: ${SOCKET}\rb: 2\r`, SOCKET],
    ["  a:\n    containerRuntimeEndpoint: unix:///nested"],
    ["# containerRuntimeEndpoint: unix:///x"],
    [""],
  ] as const
) {
  Deno.test(`kubeletFilesEvidence() reads ${JSON.stringify(text)}`, async () => {
    const read = (path: string) => path.endsWith("/kubelet/config.yaml") ? text : undefined;
    const found = kubeletFilesEvidence(read, await loaded(), (problem) => assert.fail(problem));
    assert.deepEqual(found.map(({ path }) => `unix://${path}`), value === undefined ? [] : [value]);
  });
}

for (
  const [text, problem] of [
    [
      "a: 1\ncontainerRuntimeEndpoint: [a]",
      /containerRuntimeEndpoint must be text: FILE:2; mend it$/,
    ],
    ["containerRuntimeEndpoint: 5", /containerRuntimeEndpoint must be text: FILE:1; mend it$/],
    ["containerRuntimeEndpoint: {a: b}", /containerRuntimeEndpoint must be text: FILE:1; mend it$/],
    [
      "containerRuntimeEndpoint: a\ncontainerRuntimeEndpoint: b",
      /Map keys must be unique\): FILE:2;/,
    ],
    ["a:\n\tcontainerRuntimeEndpoint: b", /not valid YAML \(.*[Tt]abs.*\): FILE:2;/],
    ["kind: [1,", /it is not valid YAML \(.*\): FILE:\d;/],
    ["kind: K\n\ta: 1\n", /not valid YAML \(.*\): FILE:2;/],
    ["- kind: K\n- a", /it must be a mapping of keys to values: FILE:1;/],
    ["KubeletConfiguration", /it must be a mapping of keys to values: FILE:1;/],
    ["kind: K\nkind: L\n", /Map keys must be unique\): FILE:2;/],
    ["a: b: c", /not valid YAML/],
    ["\ufffd\ufffdk\0i\0n\0d\0:\0", /it must be UTF-8, not UTF-16: FILE:1;/],
    [`a: ${"x".repeat(70_000)}`, /it must have at most 65536 characters, not 70003: FILE:1;/],
    ["- containerRuntimeEndpoint", /it must be a mapping of keys to values: FILE:1;/],
  ] as const
) {
  Deno.test(`kubeletFilesEvidence() says what is wrong with ${JSON.stringify(text.slice(0, 80))}`, async () => {
    const problems: string[] = [];
    const read = (path: string) => path.endsWith("/kubelet/config.yaml") ? text : undefined;
    const found = kubeletFilesEvidence(read, await loaded(), (one) => problems.push(one));
    assert.deepEqual(found, []);
    const [said = "", ...more] = problems;
    assert.deepEqual(more, []);
    assert.match(said, /^Cannot use the kubelet's configuration as /);
    assert.match(said.replace("/var/lib/kubelet/config.yaml", "FILE"), problem);
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
  work: (proc: ProcFs, yaml: YamlFiles) => void,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await makeProc(root, { 7: { comm: "kubelet", cmdline, mount: "node", files } });
    using proc = new ProcFs(root);
    work(proc, await loaded());
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
    await withKubelet(cmdline, files, (proc, yaml) => {
      const paths = runningKubeletEvidence(proc, 7, yaml).map(({ path }) => path);
      assert.deepEqual(paths, [`${proc.root}/7/root/run/${socket}.sock`]);
    });
  }
  await withKubelet(["kubelet"], files, (proc, yaml) => {
    assert.deepEqual(runningKubeletEvidence(proc, 7, yaml), []);
    assert.deepEqual(runningKubeletEvidence(proc, 8, yaml), []);
  });
  await withKubelet(["kubelet", "--container-runtime-endpoint=tcp://1:2"], files, (proc, yaml) => {
    assert.deepEqual(runningKubeletEvidence(proc, 7, yaml), []);
  });
});

Deno.test("kubeletFilesEvidence() reads what kubeadm leaves", async () => {
  const files: Readonly<Record<string, string>> = {
    "/var/lib/kubelet/kubeadm-flags.env":
      'KUBELET_KUBEADM_ARGS="--pod-infra=x --container-runtime-endpoint=unix:///run/a.sock"\n',
    "/var/lib/kubelet/config.yaml": "kind: KubeletConfiguration\n",
    "/var/lib/kubelet/instance-config.yaml": 'containerRuntimeEndpoint: "unix:///run/b.sock"\n',
  };
  const evidence = async (read: (path: string) => string | undefined) =>
    kubeletFilesEvidence(read, await loaded(), (problem) => assert.fail(problem));
  assert.deepEqual(await evidence((path) => files[path]), [
    { path: "/run/a.sock", source: "/var/lib/kubelet/kubeadm-flags.env", trust: { uid: 0 } },
    { path: "/run/b.sock", source: "/var/lib/kubelet/instance-config.yaml", trust: { uid: 0 } },
  ]);
  assert.deepEqual(await evidence(() => undefined), []);
});

for (
  const [text, socket] of [
    ['KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/a.sock --v=2"', "a"],
    ["A=--container-runtime-endpoint unix:///run/a.sock", "a"],
    ['# A="--container-runtime-endpoint=unix:///run/a.sock"'],
    ["  ; A=--container-runtime-endpoint=unix:///run/a.sock"],
    ["# of old: \\\nA=--container-runtime-endpoint=unix:///run/a.sock"],
    ["--container-runtime-endpoint=unix:///run/a.sock"],
    ["A=--no--container-runtime-endpoint=unix:///run/a.sock"],
    [
      "#A=--container-runtime-endpoint=unix:///run/a.sock\nA=--container-runtime-endpoint=unix:///run/b.sock",
      "b",
    ],
    [
      "A=--container-runtime-endpoint=unix:///run/a.sock --container-runtime-endpoint=unix:///run/b.sock",
      "b",
    ],
    ["A=--container-runtime-endpoint=unix:///run/a.sock --container-runtime-endpoint="],
    [
      "A=--container-runtime-endpoint=unix:///run/a.sock\nB=--container-runtime-endpoint=unix:///run/b.sock",
      "b",
    ],
    ["A=--container-runtime-endpoint=unix:///run/a.sock\r\nA=--v=2\r\n"],
    ['A="--v=2 \\\n --container-runtime-endpoint=unix:///run/a.sock"', "a"],
  ] as const
) {
  Deno.test(`kubeletFilesEvidence() reads kubeadm's flags ${JSON.stringify(text)}`, async () => {
    const read = (path: string) => path.endsWith("/kubeadm-flags.env") ? text : undefined;
    const found = kubeletFilesEvidence(read, await loaded(), (problem) => assert.fail(problem));
    assert.deepEqual(
      found.map(({ path }) => path),
      socket === undefined ? [] : [`/run/${socket}.sock`],
    );
  });
}
