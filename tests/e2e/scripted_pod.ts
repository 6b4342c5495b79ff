/** Pods that a scripted runtime tells of, their processes real and in real cgroups. */
import type { Hierarchy } from "#kernel/cgroup/hierarchy.ts";
import { randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { WORKLOAD_IMAGE } from "#tests/host/image.ts";
import type { ExpectedLabels } from "./expect.ts";
import type { ScriptedRuntime } from "./scripted_runtime.ts";

/** One container of one pod. */
export class ScriptedPod implements Disposable {
  readonly labels: ExpectedLabels;
  readonly #cgroup: TestCgroup;
  readonly #sandboxId: string;

  private constructor(labels: ExpectedLabels, cgroup: TestCgroup, sandboxId: string) {
    this.labels = labels;
    this.#cgroup = cgroup;
    this.#sandboxId = sandboxId;
  }

  /** Its container's path within the cgroup2 hierarchy. */
  get path(): string {
    return this.#cgroup.path;
  }

  /** Makes it known to the runtime, then makes its cgroup in a hierarchy: the order of a real runtime. */
  static async create(
    runtime: ScriptedRuntime,
    name: string,
    hierarchy: Hierarchy = "default",
  ): Promise<ScriptedPod> {
    const uid = crypto.randomUUID();
    const id = randomId();
    const sandboxId = randomId();
    const labels = { app: name };
    await runtime.add([{ id: sandboxId, name, namespace: "default", uid, labels }], [{
      id,
      sandboxId,
      name: "main",
      image: WORKLOAD_IMAGE,
      labels: {
        "io.kubernetes.container.name": "main",
        "io.kubernetes.pod.name": name,
        "io.kubernetes.pod.namespace": "default",
        "io.kubernetes.pod.uid": uid,
      },
    }]);
    return new ScriptedPod(
      { id, name: "main", namespace: "default", pod: name, uid, labels },
      TestCgroup.ofPod(uid, id, hierarchy),
      sandboxId,
    );
  }

  /** Runs a shell script in the container; its first exec is in the container's cgroup already. What it prints. */
  async run(script: string): Promise<string> {
    return await this.#cgroup.run(script);
  }

  /** Ends it as a runtime does: the cgroup goes, then nobody knows it any more. */
  async remove(runtime: ScriptedRuntime): Promise<void> {
    this[Symbol.dispose]();
    await runtime.remove([this.#sandboxId, this.labels.id]);
  }

  [Symbol.dispose](): void {
    this.#cgroup[Symbol.dispose]();
  }
}
