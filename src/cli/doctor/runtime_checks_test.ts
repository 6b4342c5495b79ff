import assert from "assert";
import { RuntimeError } from "#runtime/runtime_error.ts";
import type { EndpointReport } from "#runtime/set/endpoint_report.ts";
import { runtimeChecks } from "./runtime_checks.ts";

const up: EndpointReport = {
  candidate: { path: "/run/a.sock", source: "known place of containerd" },
  state: { status: "up", info: { name: "containerd", version: "1.6.20", api: "CRI v1" } },
};

function down(kind: "absent" | "permission", source: string): EndpointReport {
  const error = new RuntimeError(
    kind,
    "/run/b.sock",
    kind === "absent" ? "no such file" : "permission denied",
  );
  return { candidate: { path: "/run/b.sock", source }, state: { status: "down", error } };
}

Deno.test("runtimeChecks() names what answered", () => {
  assert.deepEqual(runtimeChecks([up, down("absent", "known place of CRI-O")]), [{
    code: "R001",
    title: "Runtime socket",
    status: "ok",
    detail: "/run/a.sock (known place of containerd): containerd 1.6.20, CRI v1",
  }]);
});

Deno.test("runtimeChecks() says why a socket that is there, or was named, did not answer", () => {
  const details = (report: EndpointReport) => runtimeChecks([up, report])[1]?.detail;
  assert.equal(
    details(down("permission", "known place of CRI-O")),
    "/run/b.sock (known place of CRI-O): permission denied",
  );
  assert.equal(
    details(down("absent", "--runtime-endpoint")),
    "/run/b.sock (--runtime-endpoint): no such file",
  );
});

Deno.test("runtimeChecks() says what to do about a socket that belongs to somebody else", () => {
  const error = new RuntimeError("untrusted", "/run/b.sock", "it belongs to user 7");
  const candidate = { path: "/run/b.sock", source: "test" };
  const [check] = runtimeChecks([{ candidate, state: { status: "down", error } }]);
  assert.equal(check?.remedy, "Name it with --runtime-endpoint if you trust it");
});

Deno.test("runtimeChecks() says what is not believed of one that answers, and warns where that is everything", () => {
  const by = (cgroup: string): EndpointReport => ({
    ...up,
    candidate: {
      ...up.candidate,
      trust: { uid: 0, process: { uid: 0, cgroup, contained: true } },
    },
  });
  const [inner, ...others] = runtimeChecks([by(`/docker/${"a".repeat(64)}`)]);
  assert.equal(inner?.status, "ok");
  assert.match(
    inner?.detail ?? "",
    /CRI v1; believed about what runs within container a{13} alone$/,
  );
  assert.deepEqual(others, []);
  const [stranger, none] = runtimeChecks([by("/default/web")]);
  assert.equal(stranger?.status, "warn");
  assert.match(stranger?.detail ?? "", /; believed about nothing, as its process has namespaces/);
  assert.match(stranger?.remedy ?? "", /^Name it with --runtime-endpoint if you trust it/);
  assert.match(none?.detail ?? "", /^none that answers is believed: events still flow/);
  assert.deepEqual(runtimeChecks([by("/default/web"), up]).map(({ code }) => code), [
    "R001",
    "R001",
  ]);
});

Deno.test("runtimeChecks() warns when nothing answered", () => {
  const [check, ...others] = runtimeChecks([down("absent", "known place of CRI-O")]);
  assert.deepEqual(others, []);
  assert.equal(check?.code, "R002");
  assert.equal(check?.status, "warn");
});
