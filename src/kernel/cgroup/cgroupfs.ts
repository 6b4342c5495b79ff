/**
 * Cgroup ids and paths. A cgroup's id is the inode number of its directory, in version 2 and version 1 alike.
 *
 * @module
 */

import { errnoName, KernelError } from "../errno.ts";
import { cString, Libc, memory, O_CLOEXEC, O_NONBLOCK, O_PATH, O_RDONLY } from "../libc.ts";
import { fileStatus } from "../file_status.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { type CgroupMode, findCgroups } from "./mountinfo.ts";
import { cgroupPathOfPid, hierarchyInUse } from "./procfs.ts";
import { readSpecialText, specialFileExists } from "../special_files.ts";

export type { CgroupMode } from "./mountinfo.ts";

const FILEID_KERNFS = 0xfe;
const DT_DIR = 4;
const DIRENT_NAME = 19;
const PATH_MAX = 4096;

/** Not refusals of one id but of the way: then the tree is walked. */
const NO_HANDLES = new Set(["EPERM", "EACCES", "EOPNOTSUPP", "ENOSYS"]);

type CgroupLibc = Libc<"statx" | "open" | "readlink" | "getdents64" | "open_by_handle_at">;

/** How to find the hierarchy. */
export interface DetectOptions {
  /** The cgroup2 mount, when it is known. */
  root?: string;
  /**
   * Where procfs is, which tells the mounts.
   *
   * @default {"/proc"}
   */
  procRoot?: string;
}

/** A cgroup's id and its path below the mount: "/" or "/kubepods/…". */
export interface CgroupEntry {
  /** The id, all 64 bits of it. */
  readonly id: bigint;
  /** The path, as text. */
  readonly path: string;
}

/**
 * The hierarchy that events are told by: version 2's where it is mounted, else one of version 1. Paths are text: what
 * is not UTF-8 in them became U+FFFD, so that such a path is fit to show and to parse, though not to open.
 */
export class Cgroupfs implements Disposable {
  readonly #procRoot: string;
  #mode: CgroupMode = "none";
  #hierarchy: Hierarchy = "none";
  #mount = "";
  #libc: CgroupLibc | undefined;
  #mountFd: number | undefined;

  private constructor(procRoot: string) {
    this.#procRoot = procRoot;
  }

  /**
   * Finds the hierarchy and its mount. Opens nothing yet.
   *
   * @throws {Error} When a given root is not a cgroup2 mount, or procfs cannot be read.
   */
  static detect({ root, procRoot = "/proc" }: DetectOptions = {}): Cgroupfs {
    const cgroups = new Cgroupfs(procRoot);
    if (!cgroups.look()) cgroups.#hierarchy = hierarchyInUse(procRoot);
    if (root === undefined) return cgroups;
    const path = root.replace(/(?<=.)\/+$/, "");
    if (!specialFileExists(`${path}/cgroup.controllers`)) {
      throw new Error(
        `Cannot use the cgroup root as it must be a cgroup2 mount: ${root}; give its mount point`,
      );
    }
    if (cgroups.#hierarchy !== "default") cgroups.#mode = "unified";
    cgroups.#hierarchy = "default";
    cgroups.#mount = path;
    return cgroups;
  }

  /** How cgroups are mounted. */
  get mode(): CgroupMode {
    return this.#mode;
  }

  /** The hierarchy; `none` where this host uses none yet. */
  get hierarchy(): Hierarchy {
    return this.#hierarchy;
  }

  /** Mount point of the hierarchy; empty where it is not mounted, and nothing is found. */
  get mount(): string {
    return this.#mount;
  }

  /**
   * Looks for the mount once more. A hierarchy that is known stays the one to look for.
   *
   * @returns Whether it is mounted.
   */
  look(): boolean {
    if (this.#mount !== "") return true;
    const { mode, hierarchy, mount } = findCgroups(
      readText(`${this.#procRoot}/self/mountinfo`),
      this.#hierarchy,
    );
    this.#mode = mode;
    if (mount === undefined) return false;
    this.#hierarchy = hierarchy;
    this.#mount = mount;
    return true;
  }

  /** The id of the cgroup at a path below the mount; `undefined` when there is none. */
  idOf(path: string): bigint | undefined {
    if (this.mount === "") return undefined;
    return fileStatus(this.#open(), this.mount + path)?.inode;
  }

  /**
   * The path of a cgroup; `undefined` when it is gone. Takes constant time with CAP_DAC_READ_SEARCH and a
   * walk of the tree without.
   */
  pathOf(id: bigint): string | undefined {
    if (this.mount === "") return undefined;
    const libc = this.#open();
    const handle = memory(16);
    const view = new DataView(handle.buffer);
    view.setUint32(0, 8, true);
    view.setInt32(4, FILEID_KERNFS, true);
    view.setBigUint64(8, id, true);
    const fd = libc.symbols.open_by_handle_at(this.#openMount(libc), handle, O_PATH | O_CLOEXEC);
    if (fd < 0) {
      if (!NO_HANDLES.has(errnoName(libc.errno()))) return undefined;
      return this.walk().find((entry) => entry.id === id)?.path;
    }
    try {
      return this.#below(readLink(libc, `/proc/self/fd/${fd}`));
    } finally {
      libc.close(fd);
    }
  }

  /** The path of the cgroup that a process is in; `undefined` when the process is gone. */
  pathOfProcess(pid: number): string | undefined {
    return cgroupPathOfPid(pid, this.#hierarchy, this.#procRoot);
  }

  /** Every cgroup, parents first. Those that disappear meanwhile are left out. */
  *walk(): Generator<CgroupEntry> {
    const root = this.idOf("/");
    if (root === undefined) return;
    yield { id: root, path: "/" };
    const libc = this.#open();
    const mount = cString(this.mount);
    const open: Uint8Array[] = [mount.subarray(0, -1)];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      for (const { id, name } of folders(libc, folder)) {
        const path = join(folder, name);
        open.push(path);
        yield { id, path: decoder.decode(path.subarray(mount.length - 1)) };
      }
    }
  }

  /** Closes what it opened; it opens again when it is used again. */
  [Symbol.dispose](): void {
    if (this.#mountFd !== undefined) this.#libc?.close(this.#mountFd);
    this.#libc?.[Symbol.dispose]();
    this.#mountFd = this.#libc = undefined;
  }

  #open(): CgroupLibc {
    return this.#libc ??= Libc.open("statx", "open", "readlink", "getdents64", "open_by_handle_at");
  }

  #openMount(libc: CgroupLibc): number {
    return this.#mountFd ??= libc.check(
      libc.symbols.open(cString(this.mount), O_RDONLY | O_CLOEXEC | O_NONBLOCK),
      `open the cgroup mount ${this.mount}`,
    );
  }

  #below(link: string | undefined): string | undefined {
    if (link === undefined) return undefined;
    const path = link.replace(/ \(deleted\)$/, "");
    if (path === this.mount) return "/";
    return path.startsWith(`${this.mount}/`) ? path.slice(this.mount.length) : undefined;
  }
}

const decoder = new TextDecoder();

/** The folders in a folder, by their bytes; none when it is gone. */
function folders(libc: CgroupLibc, path: Uint8Array): { id: bigint; name: Uint8Array }[] {
  const found: { id: bigint; name: Uint8Array }[] = [];
  const fd = libc.symbols.open(join(path, NOTHING, END), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return found;
  try {
    const entries = memory(1 << 15);
    const view = new DataView(entries.buffer);
    for (;;) {
      const length = libc.uninterrupted(() =>
        Number(libc.symbols.getdents64(fd, entries, BigInt(entries.length)))
      );
      if (length <= 0) return found;
      // struct linux_dirent64: u64 ino, s64 off, u16 record length, u8 type, name.
      for (let at = 0; at < length; at += view.getUint16(at + 16, true)) {
        if (view.getUint8(at + 18) !== DT_DIR) continue;
        const start = at + DIRENT_NAME;
        const name = entries.slice(start, entries.indexOf(0, start));
        if (isDots(name)) continue;
        found.push({ id: view.getBigUint64(at, true), name });
      }
    }
  } finally {
    libc.close(fd);
  }
}

const DOT = 0x2e;
const SLASH = 0x2f;
const NOTHING = new Uint8Array(0);
const END = Uint8Array.of(0);

function isDots(name: Uint8Array): boolean {
  return name[0] === DOT && (name.length === 1 || (name.length === 2 && name[1] === DOT));
}

/** "folder/name", and what ends it. */
function join(
  folder: Uint8Array,
  name: Uint8Array,
  end: Uint8Array = NOTHING,
): Uint8Array<ArrayBuffer> {
  const path = memory(folder.length + 1 + name.length + end.length);
  path.set(folder);
  path[folder.length] = SLASH;
  path.set(name, folder.length + 1);
  path.set(end, folder.length + 1 + name.length);
  return path;
}

function readLink(libc: CgroupLibc, path: string): string | undefined {
  const target = memory(PATH_MAX);
  const length = Number(libc.symbols.readlink(cString(path), target, BigInt(target.length)));
  return length < 0 ? undefined : decoder.decode(target.subarray(0, length));
}

function readText(path: string): string {
  try {
    return readSpecialText(path);
  } catch (cause) {
    const code = cause instanceof KernelError ? cause.code : "EIO";
    throw new KernelError(code, `Cannot read ${path}: ${code}; mount procfs`, { cause });
  }
}
