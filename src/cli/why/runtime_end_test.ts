import assert from "assert";
import { type LastState, runtimeEnd } from "./runtime_end.ts";

const verdict = (last: Partial<LastState>) =>
  runtimeEnd({
    state: "exited",
    exitCode: 0,
    reason: "",
    message: "",
    killed: undefined,
    ...last,
  }).verdict;

Deno.test("runtimeEnd() says how a container ended, and no more than its runtime knows", () => {
  const cases: readonly (readonly [Partial<LastState>, string])[] = [
    [{ reason: "Completed" }, "exited 0"],
    [{ exitCode: 3, reason: "Error" }, "exited 3"],
    [{ exitCode: 127 }, "exited 127, which shells say of a command that is not found"],
    [{ exitCode: 137 }, "exited 137, which stands for SIGKILL unless the program chose it"],
    [{ exitCode: 139 }, "exited 139, which stands for SIGSEGV unless the program chose it"],
    [{ exitCode: 255 }, "exited 255"],
    [{ exitCode: 137, reason: "OOMKilled" }, "out of memory, with exit code 137"],
    [{ exitCode: 137, killed: 1 }, "out of memory, with exit code 137"],
    [
      { exitCode: 1, reason: "OOMKilled" },
      "exited 1; processes of it were killed for want of memory",
    ],
    [
      { exitCode: 128, reason: "StartError", message: "exec: no such file" },
      "never began: exec: no such file",
    ],
    [{ exitCode: 128, message: "runc failed" }, "never began: runc failed"],
    [{ exitCode: 2, message: "odd" }, "exited 2: odd"],
    [{ state: "created" }, "it was never started"],
    [{ state: "created", message: "OCI runtime failed" }, "never began: OCI runtime failed"],
    [{ state: "running" }, "it has not ended"],
    [{ state: "running", killed: 0 }, "it has not ended"],
    [
      { state: "running", killed: 2 },
      "it has not ended, though 2 of its processes were killed for want of memory",
    ],
    [{ state: "unknown" }, "not known: its runtime does not know either"],
  ];
  for (const [last, text] of cases) assert.equal(verdict(last), text, JSON.stringify(last));
});
