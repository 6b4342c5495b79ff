import assert from "assert";
import type { ContainerRecord } from "#runtime/types.ts";
import type { Listed } from "../query/containers.ts";
import { selectContainers, selectPods } from "./select.ts";

function listed(id: string, runtime: string, seconds: number): Listed {
  const record: ContainerRecord = {
    id,
    sandbox: false,
    createdAtNs: BigInt(seconds) * 1_000_000_000n,
    labels: {},
    annotations: {},
    runtime: { name: runtime, endpoint: "/run/a.sock" },
  };
  return { record, image: "", json: () => ({}), handler: "", byCri: false };
}

Deno.test("selectContainers() puts the newest first; of one second Docker's own order, else by id", () => {
  const all = [
    listed("z", "docker", 5),
    listed("m", "docker", 5),
    listed("b", "podman", 5),
    listed("a", "podman", 5),
    listed("old", "docker", 4),
    listed("new", "podman", 6),
  ];
  const selection = { label: [], latest: false };
  const ids = selectContainers({ containers: all, sandboxes: [] }, selection).map(({ record }) =>
    record.id
  );
  assert.deepEqual(ids, ["new", "z", "m", "a", "b", "old"]);
  assert.deepEqual(
    selectContainers({ containers: all, sandboxes: [] }, { ...selection, last: 2 }).map((
      { record },
    ) => record.id),
    [
      "new",
      "z",
    ],
  );
});

Deno.test("selectPods() takes whatever does not run for not ready, as it is shown", () => {
  const sandboxes = (["created", "running", "exited", "unknown"] as const).map((state) => {
    const pod = listed(state, "podman", 5);
    return { ...pod, record: { ...pod.record, sandbox: true, state } };
  });
  const ids = (state: "ready" | "notready") =>
    selectPods({ containers: [], sandboxes }, { label: [], latest: false, state })
      .map(({ record }) => record.id);
  assert.deepEqual(ids("ready"), ["running"]);
  assert.deepEqual(ids("notready"), ["created", "exited", "unknown"]);
});
