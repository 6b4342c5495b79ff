import assert from "assert";
import type { ContainerRecord } from "#runtime/types.ts";
import type { Listed } from "../query/containers.ts";
import { selectListed } from "./select.ts";

function listed(id: string, runtime: string, seconds: number): Listed {
  const record: ContainerRecord = {
    id,
    sandbox: false,
    createdAtNs: BigInt(seconds) * 1_000_000_000n,
    labels: {},
    annotations: {},
    runtime: { name: runtime, endpoint: "/run/a.sock" },
  };
  return { record, image: "", json: () => ({}), handler: "" };
}

Deno.test("selectListed() puts the newest first; of one second Docker's own order, else by id", () => {
  const all = [
    listed("z", "docker", 5),
    listed("m", "docker", 5),
    listed("b", "podman", 5),
    listed("a", "podman", 5),
    listed("old", "docker", 4),
    listed("new", "podman", 6),
  ];
  const selection = { label: [], latest: false };
  const ids = selectListed(all, selection).map(({ record }) => record.id);
  assert.deepEqual(ids, ["new", "z", "m", "a", "b", "old"]);
  assert.deepEqual(selectListed(all, { ...selection, last: 2 }).map(({ record }) => record.id), [
    "new",
    "z",
  ]);
});
