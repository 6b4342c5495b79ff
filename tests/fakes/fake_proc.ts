/** A process of a made-up procfs. */
export interface FakeProcess {
  readonly comm: string;
  readonly cmdline?: readonly string[];
  /** Inodes of its sockets. */
  readonly sockets?: readonly number[];
  /** The text of its net/unix. */
  readonly unix?: string;
  /** Names of its mount, network and process namespaces. */
  readonly mount?: string;
  readonly network?: string;
  readonly pids?: string;
  /** Its user namespace, effective capabilities and mode of seccomp, where the kernel tells. */
  readonly users?: string;
  readonly capabilities?: string;
  readonly seccomp?: number;
  /** The user it runs as. */
  readonly uid?: number;
  /** The lines of its cgroup file. */
  readonly cgroup?: string;
  /** The folder that it works in. */
  readonly cwd?: string;
  /** Files below its root, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The line of /proc/net/unix for a listening stream socket. */
export function listeningLine(inode: number, path: string): string {
  return `ffff88810${inode}: 00000002 00000000 00010000 0001 01 ${inode} ${path}\n`;
}

/** Makes a procfs in a folder; the processes "self" and 1 have the namespaces "host". */
export async function makeProc(
  root: string,
  processes: Readonly<Record<number, FakeProcess>>,
): Promise<void> {
  for (const one of ["self", "1"]) {
    await Deno.mkdir(`${root}/${one}/ns`, { recursive: true });
    for (const name of ["mnt", "pid"]) {
      await Deno.symlink(`${name}:[host]`, `${root}/${one}/ns/${name}`);
    }
  }
  for (const [pid, process] of Object.entries(processes)) {
    const folder = `${root}/${pid}`;
    for (const name of ["ns", "fd", "net"]) {
      await Deno.mkdir(`${folder}/${name}`, { recursive: true });
    }
    const {
      comm,
      cmdline = [comm],
      sockets = [],
      unix = "",
      mount = "host",
      network = "1",
      pids = "host",
      users,
      capabilities,
      seccomp,
      uid = 0,
      cgroup = "0::/\n",
      cwd = "/",
      files,
    } = process;
    await Deno.writeTextFile(`${folder}/comm`, `${comm}\n`);
    await Deno.writeTextFile(`${folder}/cmdline`, cmdline.map((part) => `${part}\0`).join(""));
    await Deno.writeTextFile(`${folder}/net/unix`, `Num RefCount Protocol\n${unix}`);
    const status = [
      `Name:\t${comm}`,
      `Uid:\t${uid}\t${uid}\t0\t0`,
      ...(capabilities === undefined ? [] : [`CapEff:\t${capabilities}`]),
      ...(seccomp === undefined ? [] : [`Seccomp:\t${seccomp}`]),
    ];
    await Deno.writeTextFile(`${folder}/status`, `${status.join("\n")}\n`);
    if (users !== undefined) await Deno.symlink(`user:[${users}]`, `${folder}/ns/user`);
    await Deno.writeTextFile(`${folder}/cgroup`, cgroup);
    await Deno.symlink(`pid:[${pids}]`, `${folder}/ns/pid`);
    await Deno.symlink(`mnt:[${mount}]`, `${folder}/ns/mnt`);
    await Deno.symlink(`net:[${network}]`, `${folder}/ns/net`);
    await Deno.symlink("/dev/null", `${folder}/fd/0`);
    for (const inode of sockets) await Deno.symlink(`socket:[${inode}]`, `${folder}/fd/${inode}`);
    await Deno.symlink(cwd, `${folder}/cwd`);
    if (files === undefined) await Deno.symlink("/", `${folder}/root`);
    for (const [path, text] of Object.entries(files ?? {})) {
      const file = `${folder}/root${path}`;
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(file, text);
    }
  }
}
