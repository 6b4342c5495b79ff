import {
  type CriPackage,
  LIST_CONTAINERS,
  LIST_POD_SANDBOX,
  STREAM_CONTAINERS,
  STREAM_POD_SANDBOXES,
} from "./methods.ts";
import { runtime } from "../proto/cri.ts";
import type { CriContainer, CriSandbox } from "./records.ts";
import type { CallOptions, GrpcChannel } from "../wire/grpc_channel.ts";
import { RuntimeError } from "../runtime_error.ts";

import v1 = runtime.v1;

/** Lists of so many sandboxes' containers are asked for at once. */
const SANDBOXES_AT_ONCE = 8;

/** Everything a runtime holds. */
export interface CriLists {
  readonly containers: readonly CriContainer[];
  readonly sandboxes: readonly CriSandbox[];
}

/**
 * Lists all containers and sandboxes.
 *
 * Servers refuse to send a list beyond their limit (16 MiB with containerd, reached by some 18,000 containers). Then
 * the batched lists are tried, and where those are not served, one list a sandbox.
 */
export async function listAll(
  channel: GrpcChannel,
  packageName: CriPackage,
  call: CallOptions,
): Promise<CriLists> {
  const plain = await Promise.allSettled([
    channel.unary(LIST_CONTAINERS, packageName, {}, call),
    channel.unary(LIST_POD_SANDBOX, packageName, {}, call),
  ]);
  const [containers, sandboxes] = plain;
  const allSandboxes = sandboxes.status === "fulfilled"
    ? sandboxes.value.items
    : await otherwise(sandboxes.reason, () => batchedSandboxes(channel, packageName, call));
  const allContainers = containers.status === "fulfilled"
    ? containers.value.containers
    : await otherwise(
      containers.reason,
      () => batchedContainers(channel, packageName, allSandboxes, call),
    );
  return { containers: allContainers, sandboxes: allSandboxes };
}

/** Goes another way only where the list was too large. */
function otherwise<T>(reason: unknown, work: () => Promise<T>): Promise<T> {
  if (reason instanceof RuntimeError && reason.kind === "too-large") return work();
  throw reason;
}

async function batchedContainers(
  channel: GrpcChannel,
  packageName: CriPackage,
  sandboxes: readonly CriSandbox[],
  call: CallOptions,
): Promise<CriContainer[]> {
  const containers: CriContainer[] = [];
  try {
    for await (const batch of channel.serverStream(STREAM_CONTAINERS, packageName, {}, call)) {
      for (const container of batch.containers) containers.push(container);
    }
    return containers;
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.kind !== "unimplemented") throw error;
  }
  const remaining = sandboxes.values();
  const worker = async () => {
    for (const { id } of remaining) {
      const filter = { podSandboxId: id ?? "" };
      const part = await channel.unary(LIST_CONTAINERS, packageName, { filter }, call);
      for (const container of part.containers) containers.push(container);
    }
  };
  await Promise.all(Array.from({ length: SANDBOXES_AT_ONCE }, worker));
  return containers;
}

async function batchedSandboxes(
  channel: GrpcChannel,
  packageName: CriPackage,
  call: CallOptions,
): Promise<CriSandbox[]> {
  const sandboxes: CriSandbox[] = [];
  try {
    for await (const batch of channel.serverStream(STREAM_POD_SANDBOXES, packageName, {}, call)) {
      for (const sandbox of batch.items) sandboxes.push(sandbox);
    }
    return sandboxes;
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.kind !== "unimplemented") throw error;
  }
  // The only filter that splits them; those that are not ready are mostly those of the past.
  for (const state of [v1.PodSandboxState.SANDBOX_READY, v1.PodSandboxState.SANDBOX_NOTREADY]) {
    const filter = { state: { state } };
    const part = await channel.unary(LIST_POD_SANDBOX, packageName, { filter }, call);
    for (const sandbox of part.items) sandboxes.push(sandbox);
  }
  return sandboxes;
}
