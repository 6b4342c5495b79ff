/** A container that a builder makes for one step of a build; no runtime's API tells of it. */
export interface BuildStep {
  readonly builder: "buildkit" | "buildah";
  /** What the OCI runtime calls the container. */
  readonly id: string;
}

/** BuildKit's own ids, in base 36; with the systemd driver dockerd puts its usual prefix before them. */
const BUILDKIT_ID = /^[0-9a-z]{25}$/;
const BUILDKIT_SCOPE = /^(?:docker|buildkit)-([0-9a-z]{25})\.scope$/;
/** Of Buildah and `podman build`; OCI runtimes name the scopes that they make after themselves. */
const BUILDAH_STEP = /^(?:[a-z]+-)?(buildah-buildah[0-9]+)(?:\.scope)?$/;

/** The step whose cgroup has this name, in a cgroup of that name. */
export function buildStepOf(part: string, parent: string | undefined): BuildStep | undefined {
  const scope = BUILDKIT_SCOPE.exec(part)?.[1];
  if (scope !== undefined) return { builder: "buildkit", id: scope };
  if (parent === "buildkit" && BUILDKIT_ID.test(part)) return { builder: "buildkit", id: part };
  const buildah = BUILDAH_STEP.exec(part)?.[1];
  return buildah === undefined ? undefined : { builder: "buildah", id: buildah };
}
