import { ContainerdClient } from "../containerd/client.ts";
import { CriClient } from "../cri/client.ts";
import { DockerClient } from "../docker/client.ts";
import type { RuntimeClient, RuntimeKind } from "../types.ts";

/** How a client asks, whatever the API. */
export interface ApiClientOptions {
  /** Deadline of a question, milliseconds. */
  readonly timeoutMs: number;
  /** Deadline of a list, milliseconds. */
  readonly listTimeoutMs: number;
  /** What the socket is called in records and errors, where that is not its path. */
  readonly endpoint?: string;
}

/** Makes the client that speaks one API over the socket at `path`. */
export function createApiClient(
  kind: RuntimeKind,
  path: string,
  options: ApiClientOptions,
): RuntimeClient {
  switch (kind) {
    case "cri":
      return new CriClient(path, options);
    case "docker":
      return new DockerClient(path, options);
    case "containerd":
      return new ContainerdClient(path, options);
  }
}
