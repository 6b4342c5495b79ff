/** Why nobody answers, as `critter runtimes` says it of each socket in a line. */
import assert from "assert";
import { FakeCriProcess } from "#tests/fakes/fake_cri_process.ts";
import { critter } from "./critter.ts";
import { CONTAINERD } from "./fake_node.ts";
import { withFakes } from "./with_fakes.ts";

/** One candidate of `critter runtimes -o json`. */
interface Told {
  readonly socket: string;
  readonly status: string;
  readonly api?: string;
  readonly kind?: string;
  readonly reason?: string;
  readonly fix?: string;
}

/** A socket whose server is gone: closing would take the file away, so that it is renamed before. */
async function leftBehind(path: string): Promise<void> {
  const listener = Deno.listen({ transport: "unix", path: `${path}.new` });
  await Deno.rename(`${path}.new`, path);
  listener.close();
}

Deno.test("critter runtimes says in one line why each socket is of no use, and what to do", async () => {
  const scripts = [
    CONTAINERD,
    { ...CONTAINERD, packages: ["runtime.v1alpha2"] },
    { packages: [] },
    { behaviour: "hang" },
    { behaviour: "garbage" },
    { behaviour: "half-close" },
    { behaviour: "cut" },
    { methods: { Version: { failure: { code: 13, message: "disk on fire" } } } },
  ] as const;
  await withFakes(scripts, async ({ run, sockets, folder }) => {
    await leftBehind(`${folder}/left.sock`);
    await Deno.writeTextFile(`${folder}/plain.sock`, "");
    const more = ["left", "plain", "none"].map((name) => `${folder}/${name}.sock`);
    const flags = more.flatMap((path) => ["-r", path]);
    const { code, stdout } = await run(["runtimes", "-o", "json", ...flags]);
    assert.equal(code, 0);
    const told = new Map<string, Told>(
      JSON.parse(stdout).runtimes.map((one: Told) => [one.socket, one]),
    );
    const words = [...sockets, ...more].map((socket) => {
      const { status, api, kind, reason } = told.get(socket) ?? {};
      return [status, api ?? kind, reason];
    });
    assert.deepEqual(words, [
      ["up", "CRI v1", undefined],
      ["up", "CRI v1alpha2", "speaks only v1alpha2"],
      ["down", "unimplemented", "it serves no CRI, v1 or v1alpha2"],
      ["down", "timeout", "no answer in 1 s"],
      ["down", words[4]?.[1], words[4]?.[2]],
      ["down", words[5]?.[1], words[5]?.[2]],
      ["down", "unreachable", words[6]?.[2]],
      ["down", "failed", "disk on fire"],
      ["down", "refused", "connection refused, nobody listens"],
      ["down", "not-a-socket", "not a socket"],
      ["down", "absent", "no such file"],
    ]);
    // Whether their words or the end of the connection come first is a race, and whether they are taken for an answer.
    for (const index of [4, 5]) {
      assert.match(
        words[index]?.[2] ?? "",
        /^(?:it does not speak gRPC|it serves no Docker Engine API|the connection broke|no answer)/,
      );
    }
    assert.match(words[6]?.[2] ?? "", /^the connection broke/);
    assert.equal(told.get(sockets[2] ?? "")?.fix, "enable its CRI plugin");
    const { stdout: table } = await run(["runtimes", ...flags]);
    for (const { socket, reason = "-" } of told.values()) {
      const row = table.split("\n").find((line) => line.startsWith(`${socket} `));
      const said = /^(?:it|the|no answer) /.test(reason) ? "" : reason;
      assert(row?.endsWith(said), String(row));
    }
  });
});

Deno.test({
  name: "critter runtimes says which group may use a socket that it may not",
  ignore: Deno.uid() !== 0 || !await Deno.stat("/usr/bin/setpriv").then(() => true, () => false),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const socket = `${folder}/cri.sock`;
      await using _fake = await FakeCriProcess.start({ ...CONTAINERD, socket });
      const groups = await Deno.readTextFile("/etc/group");
      const [, name, gid] = /^(\w+):[^:]*:([1-9]\d*):/m.exec(groups) ?? [];
      await Deno.chmod(folder, 0o755);
      for (
        const [mode, fix] of [
          [0o660, `run critter as root or as a member of the group ${name}`],
          [0o600, "run critter as root"],
        ] as const
      ) {
        await Deno.chown(socket, 65534, Number(gid));
        await Deno.chmod(socket, mode);
        // Root needs the capability for files of others.
        const drop = ["--bounding-set=-dac_override", "--inh-caps=-all"];
        const args = ["runtimes", "-o", "json", "-r", socket];
        const { stdout } = await critter(args, {}, ["/usr/bin/setpriv", ...drop]);
        const [told] = JSON.parse(stdout).runtimes as readonly Told[];
        assert.deepEqual(
          [told?.status, told?.kind, told?.reason, told?.fix],
          ["down", "permission", "permission denied", fix],
        );
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
