import assert from "assert";
import { errnoName, KernelError, OutputClosedError } from "./errno.ts";

Deno.test("errnoName() names known numbers and keeps unknown ones", () => {
  assert.equal(errnoName(1), "EPERM");
  assert.equal(errnoName(524), "ENOTSUPP");
  assert.equal(errnoName(9999), "E9999");
});

Deno.test("KernelError carries code, log and cause", () => {
  const cause = new Error("first");
  const error = new KernelError("EPERM", "Cannot do it", { log: "verifier", cause });
  assert.equal(error.name, "KernelError");
  assert.equal(error.code, "EPERM");
  assert.equal(error.log, "verifier");
  assert.equal(error.cause, cause);
  assert.equal(new KernelError("EPERM", "Cannot do it").log, undefined);
});

Deno.test("OutputClosedError is a KernelError that names the file descriptor", () => {
  const error = new OutputClosedError(1);
  assert.ok(error instanceof KernelError);
  assert.equal(error.code, "EPIPE");
  assert.match(error.message, /file descriptor 1/);
});
