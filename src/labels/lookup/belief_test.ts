import assert from "assert";
import type { SocketTrust } from "#runtime/discovery/endpoints.ts";
import type { EndpointReport } from "#runtime/set/endpoint_report.ts";
import { limitOf, unbelieved } from "./belief.ts";

const A = "a".repeat(64);

function process(cgroup: string, uid = 0, contained = false): SocketTrust {
  return { uid, process: { uid, cgroup, contained } };
}

for (
  const [what, trust, limit] of [
    ["was asked for", undefined, undefined],
    ["lies in a place of the host's", { uid: 0 }, undefined],
    ["the host's root serves", process("/system.slice/crio.service"), undefined],
    [
      "a container's process serves",
      process(`/docker/${A}/init.scope`, 0, true),
      `believed about what runs within container ${A.slice(0, 13)} alone`,
    ],
    [
      "a machine's process serves",
      process("/machine.slice/systemd-nspawn@web.service/payload", 0, true),
      "believed about what runs within the machine web alone",
    ],
    [
      "a user serves",
      process("/user.slice/user-1000.slice/user@1000.service/podman.service", 1000),
      "believed about user 1000's containers alone",
    ],
    [
      "a process serves that is nobody's",
      process("/default/web", 0, true),
      "believed about nothing, as its process has namespaces of its own, and no container's cgroup",
    ],
  ] as const
) {
  Deno.test(`limitOf() tells what keeps a socket that ${what} from naming the host's containers`, () => {
    assert.equal(limitOf(trust)?.text, limit);
  });
}

Deno.test("unbelieved() names those that answer and may name nothing", () => {
  const up = (path: string, trust: SocketTrust): EndpointReport => ({
    candidate: { path, source: "test", trust },
    state: { status: "up", info: { name: "cri-o", api: "CRI v1" } },
  });
  const nobodys = process("/default/web", 0, true);
  const sentences = unbelieved([
    up("/run/a.sock", nobodys),
    up("/run/b.sock", process(`/docker/${A}`, 0, true)),
    up("/run/c.sock", { uid: 0 }),
    { ...up("/run/d.sock", nobodys), state: { status: "probing" } },
  ]);
  assert.equal(sentences.length, 1);
  assert.match(
    sentences[0] ?? "",
    /^cri-o at \/run\/a\.sock is not asked, as .* \(name it with --runtime-endpoint/,
  );
});
