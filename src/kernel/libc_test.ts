import assert from "assert";
import { addressOf, cString, Libc, memory } from "./libc.ts";

Deno.test("Libc.check() throws what errno says and passes results on", () => {
  using libc = Libc.open("open");
  assert.throws(
    () => libc.check(libc.symbols.open(cString("/proc/nonexistent"), 0), "open it"),
    { name: "KernelError", code: "ENOENT", message: "Cannot open it: ENOENT" },
  );
  assert.equal(libc.check(3, "do it"), 3);
});

Deno.test("memory() stays where it is", () => {
  const bytes = memory(16);
  const address = addressOf(bytes);
  for (let round = 0; round < 100; round++) new Uint8Array(1 << 16);
  assert.equal(addressOf(bytes), address);
  assert.notEqual(address, 0n);
});

Deno.test("Libc can be disposed of twice and closes nothing any more", () => {
  const libc = Libc.open("open");
  const fd = libc.symbols.open(cString("/dev/null"), 0);
  libc[Symbol.dispose]();
  libc[Symbol.dispose]();
  libc.close(fd);
  assert.ok(Deno.statSync(`/proc/self/fd/${fd}`));
  using other = Libc.open();
  other.close(fd);
  assert.throws(() => Deno.statSync(`/proc/self/fd/${fd}`));
});
