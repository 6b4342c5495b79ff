import assert from "assert";
import { KernelError } from "./errno.ts";
import { RootedFile } from "./rooted_file.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function withRoot(work: (root: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(`${folder}/root/logs`, { recursive: true });
    Deno.writeTextFileSync(`${folder}/secret`, "outside");
    Deno.writeTextFileSync(`${folder}/root/secret`, "inside");
    work(`${folder}/root`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function textOf(root: string, path: string): string {
  using file = RootedFile.open(root, path);
  const into = new Uint8Array(100);
  return new TextDecoder().decode(into.subarray(0, file.readAt(0, into)));
}

Deno.test("RootedFile reads from any place, and nothing at the end", () =>
  withRoot((root) => {
    using file = RootedFile.open(root, "/secret");
    const into = new Uint8Array(3);
    assert.equal(file.readAt(2, into), 3);
    assert.deepEqual(into, bytes("sid"));
    assert.equal(file.readAt(6, into), 0);
    assert.equal(file.status().size, 6);
  }));

Deno.test("RootedFile.open() follows links as its root has it, and none leads out", () =>
  withRoot((root) => {
    const links = { absolute: "/secret", relative: "../secret", far: "../../../../../secret" };
    for (const [name, target] of Object.entries(links)) {
      Deno.symlinkSync(target, `${root}/logs/${name}`);
      assert.equal(textOf(root, `/logs/${name}`), "inside", name);
    }
    assert.equal(textOf(root, "/../secret"), "inside");
    Deno.symlinkSync(`/proc/${Deno.pid}/cwd`, `${root}/logs/cwd`);
    assert.throws(() => RootedFile.open(root, "/logs/cwd"), KernelError);
  }));

Deno.test("RootedFile.open() reads below another process's root", () => {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(path, "there");
    assert.equal(textOf(`/proc/${Deno.pid}/root`, path), "there");
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("RootedFile.open() refuses what is no regular file, and does not wait for it", () =>
  withRoot((root) => {
    new Deno.Command("mkfifo", { args: [`${root}/fifo`] }).outputSync();
    assert.throws(() => RootedFile.open(root, "/fifo"), /no regular file/);
    assert.throws(() => RootedFile.open(root, "/logs"), /no regular file/);
    assert.throws(() => RootedFile.open(root, "/nothing"), { code: "ENOENT" });
    assert.throws(() => RootedFile.open(`${root}/nothing`, "/secret"), { code: "ENOENT" });
  }));

Deno.test("RootedFile.status() tells whether two are one", () =>
  withRoot((root) => {
    const identityOf = (path: string) => {
      using file = RootedFile.open(root, path);
      const { device, inode } = file.status();
      return `${device}/${inode}`;
    };
    Deno.linkSync(`${root}/secret`, `${root}/again`);
    Deno.writeTextFileSync(`${root}/other`, "inside");
    assert.equal(identityOf("/again"), identityOf("/secret"));
    assert.notEqual(identityOf("/other"), identityOf("/secret"));
  }));
