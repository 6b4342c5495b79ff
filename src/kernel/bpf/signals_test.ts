import assert from "assert";
import { Libc } from "../libc.ts";
import { withSignalsBlocked } from "./signals.ts";

/** The blocked signals of this thread, as the kernel has them. */
function blocked(): string {
  return /^SigBlk:\t(\w+)$/m.exec(Deno.readTextFileSync("/proc/thread-self/status"))?.[1] ?? "";
}

Deno.test("withSignalsBlocked() blocks what can be blocked, and takes it back", () => {
  using libc = Libc.open("sigprocmask");
  const before = blocked();
  // All but SIGKILL, SIGSTOP and the two that the C library keeps for itself.
  assert.equal(withSignalsBlocked(libc, blocked), "fffffffe7ffbfeff");
  assert.equal(blocked(), before);
  assert.throws(() =>
    withSignalsBlocked(libc, () => {
      throw new RangeError();
    }), RangeError);
  assert.equal(blocked(), before);
});
