import assert from "assert";
import { sleep, until } from "#tests/host/exec.ts";
import { RuntimeSet } from "./runtime_set.ts";

const ID = "a".repeat(64);

Deno.test("RuntimeSet spares no effort to find the runtime of a container, unless it was asked for in vain for long", async () => {
  const efforts: boolean[] = [];
  const discovery = {
    scan: (thorough: boolean) => {
      efforts.push(thorough);
      return { candidates: [], problems: [] };
    },
    [Symbol.dispose]: () => {},
  };
  await using set = new RuntimeSet({ discovery });
  await set.start();
  await set.find(ID, undefined, { age: "old" });
  await sleep(300);
  assert(!efforts.includes(true));
  await set.find(ID, undefined, { age: "young" });
  await until("a thorough look", 5000, () => efforts.includes(true) || undefined);
});
