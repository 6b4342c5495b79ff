/** A root file system with hardly anything in it: what a packed critter may count on. */

import { which } from "#tests/host/requirements.ts";

/** In a mount namespace of its own: $0 is the root, the arguments are what is run there. */
const SCRIPT = `set -e
mount --bind "$0" "$0"
for name in proc sys dev; do mount --rbind /$name "$0/$name"; done
for name in lib lib64 usr/lib; do mount --bind /$name "$0/$name"; done
for name in lib lib64 usr/lib .; do mount -o remount,bind,ro "$0/$name"; done
mount -t tmpfs -o noexec,size=64k tmpfs "$0/tmp"
cd "$0"
exec "$@"`;

/** Runs programs below a read-only root that has libc, /proc, /sys, /dev and a /tmp that nothing runs from. */
export class BareRoot implements Disposable {
  readonly folder: string = Deno.makeTempDirSync({ prefix: "critter-root-" });

  /** @param file The one program: /critter below the root. */
  constructor(file: string) {
    Deno.copyFileSync(file, `${this.folder}/critter`);
    for (const name of ["proc", "sys", "dev", "tmp", "lib", "lib64", "usr/lib"]) {
      Deno.mkdirSync(`${this.folder}/${name}`, { recursive: true });
    }
  }

  /** Runs `/critter ARGS` to its end, as root or another user, with an empty PATH and these variables only. */
  async run(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    { user }: { readonly user?: number } = {},
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const variables = Object.entries({ PATH: "", ...env }).map(([name, value]) =>
      `${name}=${value}`
    );
    const { code, stdout, stderr } = await new Deno.Command("unshare", {
      args: [
        ...["--mount", "--propagation", "private", "/bin/sh", "-c", SCRIPT, this.folder],
        ...["env", "-i", ...variables, which("chroot") ?? "chroot"],
        ...(user === undefined ? [] : [`--userspec=${user}:${user}`, "--groups="]),
        ...[".", "/critter", ...args],
      ],
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}
