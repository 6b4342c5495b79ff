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

Deno.test("runtimeChecks() warns when nothing answered", () => {
  const [check, ...others] = runtimeChecks([down("absent", "known place of CRI-O")]);
  assert.deepEqual(others, []);
  assert.equal(check?.code, "R002");
  assert.equal(check?.status, "warn");
});
