import assert from "assert";
import Long from "long";
import { runtime } from "./cri.ts";
import { enumName, protoFields, protoJson } from "./json.ts";

import v1 = runtime.v1;

Deno.test("protoJson() writes a message as protobuf's JSON mapping does, with defaults", () => {
  const bytes = v1.ListContainersResponse.encode({
    containers: [{
      id: "a",
      state: v1.ContainerState.CONTAINER_RUNNING,
      createdAt: Long.fromString("1700000000000000001"),
      metadata: { name: "main", attempt: 2 },
      labels: { z: "1", a: "2" },
    }],
  }).finish();
  assert.deepEqual(protoJson("ListContainersResponse", v1.ListContainersResponse.decode(bytes)), {
    containers: [{
      id: "a",
      podSandboxId: "",
      metadata: { name: "main", attempt: 2 },
      imageRef: "",
      state: "CONTAINER_RUNNING",
      createdAt: "1700000000000000001",
      labels: { a: "2", z: "1" },
      annotations: {},
      imageId: "",
    }],
  });
});

Deno.test("protoJson() writes 64-bit numbers, wrapped numbers and unset messages", () => {
  const stats = v1.ContainerStats.decode(
    v1.ContainerStats.encode({
      cpu: {
        timestamp: Long.fromString("-1"),
        usageCoreNanoSeconds: { value: Long.MAX_UNSIGNED_VALUE },
      },
      memory: { psi: { Full: { Avg10: 0.5 } } },
    }).finish(),
  );
  assert.deepEqual(protoJson("ContainerStats", stats), {
    cpu: { timestamp: "-1", usageCoreNanoSeconds: { value: "18446744073709551615" } },
    memory: {
      timestamp: "0",
      psi: { Full: { Total: "0", Avg10: 0.5, Avg60: 0, Avg300: 0 } },
    },
  });
  assert.deepEqual(
    protoJson("RuntimeConfigResponse", v1.RuntimeConfigResponse.decode(new Uint8Array())),
    {},
  );
});

Deno.test("enumName() gives a value's name, or the number of one that came later", () => {
  assert.equal(enumName("ContainerState", 2), "CONTAINER_EXITED");
  assert.equal(enumName("ContainerState", 9), 9);
});

Deno.test("protoFields() names a message's fields in order", () => {
  assert.deepEqual(protoFields("PodSandboxMetadata"), ["name", "uid", "namespace", "attempt"]);
  assert.throws(() => protoFields("Nothing"), TypeError);
});
