import type { Cgroupfs } from "#kernel/cgroup/cgroupfs.ts";
import { type CgroupIdentity, identifyCgroup } from "#labels/cgroup/cgroup_path.ts";
import { saysNothing } from "#labels/lookup/claims.ts";
import { mayName, realmOfCgroup } from "#labels/lookup/realm.ts";
import type { RuntimeSet } from "#runtime/set/runtime_set.ts";
import type { ContainerRecord } from "#runtime/types.ts";
import { readProcess } from "./process.ts";
import { broken, doubted, found, type Trail } from "./step.ts";

/** A cgroup on the way. */
export interface CgroupFacts {
  readonly path: string;
  readonly id?: bigint;
}

/** What the way is taken with. */
export interface Surroundings {
  readonly trail: Trail;
  readonly cgroups: Cgroupfs;
  readonly runtimes: RuntimeSet;
}

/** Claims are asked for of at most so many containers. */
const CLAIMS_ASKED = 500;

/** The process; whether it is there. */
export async function explainProcess(pid: number, { trail }: Surroundings): Promise<boolean> {
  const process = await trail.take("process", async () => {
    const facts = await Promise.resolve(readProcess(pid));
    if (facts === undefined) return broken(`there is no process ${pid}`, [`/proc/${pid}/status`]);
    const { command, parentPid, namespacePids } = facts;
    return found(
      `process ${pid} is ${JSON.stringify(command)}, started by ${parentPid}`,
      [
        `/proc/${pid}/status${namespacePids === undefined ? "" : `: NSpid ${namespacePids}`}`,
        `/proc/${pid}/cmdline: ${facts.arguments.join(" ") || "(empty: a kernel thread, or gone)"}`,
      ],
      facts,
    );
  });
  return process !== undefined;
}

/** The cgroup of a process. */
export async function explainCgroupOf(
  pid: number,
  { trail, cgroups }: Surroundings,
): Promise<CgroupFacts | undefined> {
  return await trail.take("cgroup", () => {
    const path = cgroups.pathOfProcess(pid);
    const file = `/proc/${pid}/cgroup`;
    if (path === undefined) {
      return Promise.resolve(
        broken(`the process has no cgroup in ${treeOf(cgroups)}`, [file]),
      );
    }
    return Promise.resolve(
      withId(
        path,
        `${file}: ${cgroups.hierarchy === "default" ? "0:" : `…:${cgroups.hierarchy}`}:${path}`,
        cgroups,
      ),
    );
  });
}

/** A cgroup by its id, as events carry it. */
export async function explainCgroupId(
  id: bigint,
  { trail, cgroups }: Surroundings,
): Promise<CgroupFacts | undefined> {
  return await trail.take("cgroup", () => {
    const path = cgroups.pathOf(id);
    return Promise.resolve(
      path === undefined
        ? broken(`no cgroup has the id ${id}; it is gone, or never was`, [mountOf(cgroups)])
        : found(`cgroup ${id} is ${path}`, [`file handle ${id} below ${mountOf(cgroups)}`], {
          path,
          id,
        }),
    );
  });
}

/** A cgroup by its path. */
export async function explainCgroupPath(
  path: string,
  { trail, cgroups }: Surroundings,
): Promise<CgroupFacts | undefined> {
  const { mount } = cgroups;
  const below = mount !== "" && path.startsWith(`${mount}/`) ? path.slice(mount.length) : path;
  return await trail.take(
    "cgroup",
    () =>
      Promise.resolve(withId(below.replace(/(?<=.)\/+$/, ""), "the path that was given", cgroups)),
  );
}

function withId(path: string, evidence: string, cgroups: Cgroupfs) {
  const id = cgroups.idOf(path);
  return id === undefined
    ? doubted(
      `cgroup ${path} can't be found; events of it carry an id that is not known here`,
      [evidence, mountOf(cgroups)],
      { path },
    )
    : found(`cgroup ${path} has the id ${id}`, [evidence, `inode of ${cgroups.mount}${path}`], {
      path,
      id,
    });
}

function mountOf({ mount, mode }: Cgroupfs): string {
  return mount === "" ? "no cgroup mount" : `${mount} (${mode})`;
}

function treeOf({ hierarchy }: Cgroupfs): string {
  return hierarchy === "default" ? "the version 2 hierarchy" : `the ${hierarchy} hierarchy`;
}

/** The container whose cgroup this is: by the path's own words, else by a runtime's. */
export async function explainIdentity(
  { path }: CgroupFacts,
  { trail, cgroups, runtimes }: Surroundings,
): Promise<string | undefined> {
  return await trail.take("container", async () => {
    const identity = identifyCgroup(path);
    if (identity.containerId !== undefined) {
      return found(
        `the path names container ${identity.containerId}`,
        pathEvidence(path, identity),
        identity.containerId,
      );
    }
    const claim = saysNothing(path, identity) ? await claimed(path, cgroups, runtimes) : undefined;
    if (claim !== undefined) {
      return found(
        `the path names none, but ${claim.record.runtime.name} says that it is container ${claim.record.id}'s`,
        [`info of its verbose status: cgroup ${claim.path}`],
        claim.record.id,
      );
    }
    return found(hostText(identity), pathEvidence(path, identity), undefined);
  });
}

function hostText({ systemdUnit, machine, podUid, build }: CgroupIdentity): string {
  if (build !== undefined) {
    return `this is ${build.id}, a step of a build by ${build.builder}: no runtime tells of it`;
  }
  if (machine !== undefined) {
    return `this is ${machine.engine}'s machine ${machine.name}: no container runtime serves it`;
  }
  if (podUid !== undefined) return `this is the level of pod ${podUid}, above its containers: host`;
  if (systemdUnit !== undefined) return `this is no container but systemd's ${systemdUnit}: host`;
  return "the path names no container, and no runtime claims it: host";
}

function pathEvidence(path: string, identity: CgroupIdentity): string[] {
  const { containerId, runtime, podUid, ancestors } = identity;
  const part = path.split("/").findLast((part) =>
    containerId !== undefined && part.includes(containerId)
  );
  return [
    `the parts of ${path}`,
    ...(part === undefined
      ? []
      : [`${part}${runtime === undefined ? "" : `: the form of ${runtime}`}`]),
    ...(podUid === undefined ? [] : [`it is in the cgroup of pod ${podUid}`]),
    ...ancestors.map((id) => `it is within container ${id}`),
  ];
}

async function claimed(
  path: string,
  cgroups: Cgroupfs,
  runtimes: RuntimeSet,
): Promise<{ record: ContainerRecord; path: string } | undefined> {
  const { records } = await runtimes.list();
  const realm = realmOfCgroup(path);
  const candidates = records
    .filter(({ state, runtime }) => state === "running" && mayName(runtime, realm))
    .slice(0, CLAIMS_ASKED);
  const hints = await Promise.all(
    candidates.map(async (record) => {
      const hint = await runtimes.cgroupHint(record).catch(() => undefined);
      const own = hint?.path ??
        (hint?.pid === undefined ? undefined : cgroups.pathOfProcess(hint.pid));
      return own === undefined ? undefined : { record, path: own };
    }),
  );
  return hints.filter((hint) => hint !== undefined)
    .filter((hint) => path === hint.path || path.startsWith(`${hint.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
}
