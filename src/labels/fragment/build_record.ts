import type { ContainerRecord } from "#runtime/types.ts";
import type { BuildStep } from "../cgroup/build_step.ts";

/**
 * What is known of a build's step: its builder, and what that calls it. Builders tell nobody of the image or of the
 * step's place in the build.
 */
export function buildStepRecord({ builder, id }: BuildStep): ContainerRecord {
  return {
    id,
    // BuildKit's ids are random; Buildah's are names, if not good ones.
    ...(builder === "buildah" ? { name: id } : {}),
    sandbox: false,
    labels: {},
    annotations: {},
    runtime: { name: builder, endpoint: "" },
  };
}
