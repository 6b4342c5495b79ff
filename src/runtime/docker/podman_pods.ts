import { engineTimeNs } from "./records.ts";
import { member, textOf, textsOf } from "../json_reader.ts";
import { optional } from "../optional.ts";
import type { ContainerRecord, RuntimeIdentity } from "../types.ts";

/** Where Podman's own API begins, beside Docker's; its version 4 is what Podman 4 and 5 serve. */
export const LIBPOD = "/v4.0.0/libpod";

/** A Podman pod from the list of pods or from an inspection, as the sandbox that it is to its containers. */
export function podmanPodRecord(
  value: unknown,
  runtime: RuntimeIdentity,
): ContainerRecord | undefined {
  const id = textOf(member(value, "Id"));
  if (id === undefined) return undefined;
  const labels = textsOf(member(value, "Labels"));
  return {
    id,
    sandbox: true,
    sandboxId: id,
    state: stateOf(textOf(member(value, "Status")) ?? textOf(member(value, "State"))),
    ...optional("createdAtNs", engineTimeNs(member(value, "Created"))),
    labels,
    annotations: {},
    pod: { ...optional("name", textOf(member(value, "Name"))), labels },
    runtime,
  };
}

/** A pod of which only some containers run is degraded. */
function stateOf(state: string | undefined): NonNullable<ContainerRecord["state"]> {
  switch (state?.toLowerCase()) {
    case "running":
    case "degraded":
      return "running";
    case "created":
      return "created";
    case undefined:
      return "unknown";
    default:
      return "exited";
  }
}
