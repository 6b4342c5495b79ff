import assert from "assert";
import { endpointCandidates, parseEndpoint } from "./endpoints.ts";

for (
  const [endpoint, path] of [
    ["unix:///run/containerd/containerd.sock", "/run/containerd/containerd.sock"],
    ["unix:/run/crio/crio.sock", "/run/crio/crio.sock"],
    ["/run/x.sock", "/run/x.sock"],
    ["/" + "x".repeat(106), "/" + "x".repeat(106)],
  ] as const
) {
  Deno.test(`parseEndpoint() takes ${endpoint.slice(0, 50)}`, () => {
    assert.equal(parseEndpoint(endpoint), path);
  });
}

for (
  const [endpoint, message] of [
    [
      "tcp://1.2.3.4:5",
      /Cannot use the runtime endpoint as only unix sockets are spoken to: "tcp:/,
    ],
    ["npipe:////./pipe/containerd", /only unix sockets/],
    [
      "unix://run/x.sock",
      /its path must be absolute: "unix:\/\/run\/x.sock"; write the whole path/,
    ],
    ["run/x.sock", /must be absolute/],
    ["", /must be absolute/],
    ["/" + "x".repeat(107), /at most 107 bytes/],
    ["/é".padEnd(107, "x"), /at most 107 bytes/],
    ["/a\0b", /no NUL/],
  ] as const
) {
  Deno.test(`parseEndpoint() refuses ${JSON.stringify(endpoint.slice(0, 50))}`, () => {
    assert.throws(() => parseEndpoint(endpoint), message);
  });
}

Deno.test("endpointCandidates() prefers flags to the environment to the known places", () => {
  const environment = "unix:///run/e.sock";
  assert.deepEqual(endpointCandidates({ flags: ["/a", "unix:///b"], environment }), [
    { path: "/a", source: "--runtime-endpoint" },
    { path: "/b", source: "--runtime-endpoint" },
  ]);
  assert.deepEqual(endpointCandidates({ flags: [], environment }), [
    { path: "/run/e.sock", source: "CONTAINER_RUNTIME_ENDPOINT" },
  ]);
  const known = endpointCandidates({ flags: [], environment: "" });
  assert.equal(known[0]?.path, "/run/containerd/containerd.sock");
  for (const { path } of known) assert.equal(parseEndpoint(path), path);
  assert.equal(new Set(known.map(({ path }) => path)).size, known.length);
});
