import assert from "assert";
import { type CgroupIdentity, identifyCgroup } from "./cgroup_path.ts";

const A = "a".repeat(64);
const STEP = "kqda3v3flj8azs1mqioxdx7zm";

const of = (rest: Partial<CgroupIdentity>): CgroupIdentity => ({ ancestors: [], ...rest });

const SHAPES: readonly (readonly [title: string, path: string, expected: CgroupIdentity])[] = [
  [
    "BuildKit in dockerd",
    `/docker/buildkit/${STEP}`,
    of({ build: { builder: "buildkit", id: STEP } }),
  ],
  [
    "BuildKit in dockerd, systemd driver",
    `/system.slice/docker-${STEP}.scope`,
    of({ systemdUnit: `docker-${STEP}.scope`, build: { builder: "buildkit", id: STEP } }),
  ],
  ["buildkitd", `/buildkit/${STEP}`, of({ build: { builder: "buildkit", id: STEP } })],
  [
    "below a step of BuildKit",
    `/buildkit/${STEP}/sub/${STEP}`,
    of({ build: { builder: "buildkit", id: STEP } }),
  ],
  [
    "buildkitd in a container",
    `/docker/${A}/buildkit/${STEP}`,
    of({ containerId: A, runtime: "docker" }),
  ],
  [
    "a container in a step of a build",
    `/buildkit/${STEP}/docker/${A}`,
    of({ containerId: A, runtime: "docker" }),
  ],
  [
    "Buildah",
    "/buildah-buildah1882224487",
    of({ build: { builder: "buildah", id: "buildah-buildah1882224487" } }),
  ],
  [
    "Buildah, systemd driver",
    "/system.slice/runc-buildah-buildah188.scope",
    of({
      systemdUnit: "runc-buildah-buildah188.scope",
      build: { builder: "buildah", id: "buildah-buildah188" },
    }),
  ],
  [
    "rootless Buildah with crun",
    "/user.slice/user-1000.slice/user@1000.service/user.slice/crun-buildah-buildah9.scope/container",
    of({
      systemdUnit: "crun-buildah-buildah9.scope",
      build: { builder: "buildah", id: "buildah-buildah9" },
    }),
  ],
  [
    "no step: buildkitd itself",
    "/system.slice/buildkit.service",
    of({ systemdUnit: "buildkit.service" }),
  ],
  ["no step: the level above", "/docker/buildkit", of({})],
  ["no step: another id", `/buildkit/${STEP}x`, of({})],
  ["no step: Buildah by name alone", "/buildah-web", of({})],
];

for (const [title, path, expected] of SHAPES) {
  Deno.test(`identifyCgroup() of ${title}`, () => {
    assert.deepEqual(identifyCgroup(path), expected);
  });
}
