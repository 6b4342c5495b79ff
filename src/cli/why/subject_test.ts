import assert from "assert";
import { isSameProcess, parseSubject } from "./subject.ts";

const EXEC_ID = "0fae2fbddb86091400003b7700000004";

Deno.test("parseSubject() takes what may be a process for one, unless it is asked for in a namespace", () => {
  const process = { kind: "process", pid: 4711 };
  assert.deepEqual(parseSubject("pid:4711", undefined), process);
  assert.deepEqual(parseSubject("4711", undefined), { kind: "any", name: "4711", process });
  assert.deepEqual(parseSubject("4711", "shop"), { kind: "any", name: "4711" });
  assert.deepEqual(parseSubject("4194303", undefined), {
    kind: "any",
    name: "4194303",
    process: { kind: "process", pid: 4194303 },
  });
  for (const name of ["0", "0471", "4194304", "99999999", "47x", "-1", "web-0"]) {
    assert.deepEqual(parseSubject(name, undefined), { kind: "any", name });
  }
});

Deno.test("parseSubject() reads the pid in the id of a run", () => {
  const run = { kind: "process", pid: 0x3b77, execId: EXEC_ID };
  assert.deepEqual(parseSubject(`pid:${EXEC_ID}`, undefined), run);
  assert.deepEqual(parseSubject(EXEC_ID, undefined), { kind: "any", name: EXEC_ID, process: run });
  assert.ok(isSameProcess(EXEC_ID, EXEC_ID.replace(/4$/, "9")));
  assert.ok(!isSameProcess(EXEC_ID, EXEC_ID.replace("3b77", "3b78")));
});

Deno.test("parseSubject() obeys what says what it is", () => {
  assert.deepEqual(parseSubject("container:4711", undefined), { kind: "container", name: "4711" });
  assert.deepEqual(parseSubject("pod:shop/web-0", "shop"), { kind: "pod", name: "shop/web-0" });
});

Deno.test("parseSubject() refuses what is none", () => {
  const message = (text: string, namespace?: string) => {
    try {
      return parseSubject(text, namespace);
    } catch (error) {
      assert.ok(error instanceof Error && error.name === "UsageError");
      return error.message;
    }
  };
  const end = "; see 'critter why --help'";
  assert.equal(
    message(""),
    `Cannot tell why it ended as a name or an id must be given: ""${end}`,
  );
  assert.equal(
    message("pod:"),
    `Cannot tell why it ended as a name or an id must be given: "pod:"${end}`,
  );
  assert.equal(
    message("pid:x"),
    `Cannot tell why it ended as a number from 1 to 4194303 or a process.exec_id must follow: "pid:x"${end}`,
  );
  assert.equal(
    message("pid:1", "shop"),
    `Cannot tell why it ended as a process is in no namespace: "pid:1"${end}`,
  );
});
