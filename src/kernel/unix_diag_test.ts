import assert from "assert";
import { Libc } from "./libc.ts";
import { boundInode } from "./unix_diag.ts";

function socketInode(path: string): number {
  const lines = Deno.readTextFileSync("/proc/net/unix").split("\n");
  return Number(lines.find((line) => line.endsWith(` ${path}`))?.split(/ +/)[6]);
}

Deno.test("boundInode() is the file's that a socket listens at, also after it was renamed and removed", async () => {
  const folder = await Deno.makeTempDir({ dir: "/tmp" });
  using libc = Libc.open("socket", "send", "read");
  try {
    const [path, renamed] = [`${folder}/a.sock`, `${folder}/b.sock`];
    using _listener = Deno.listen({ transport: "unix", path });
    using _other = Deno.listen({ transport: "unix", path: `${folder}/other.sock` });
    const inode = socketInode(path);
    const file = Deno.statSync(path).ino;
    assert.equal(boundInode(libc, inode), file);
    await Deno.rename(path, renamed);
    assert.equal(boundInode(libc, inode), file);
    await Deno.remove(renamed);
    assert.equal(boundInode(libc, inode), file);
    assert.notEqual(boundInode(libc, socketInode(`${folder}/other.sock`)), file);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("boundInode() is undefined for what is no unix socket of this network namespace", async () => {
  using libc = Libc.open("socket", "send", "read");
  for (const inode of [0, 1, 0xffffffff]) assert.equal(boundInode(libc, inode), undefined);
  using tcp = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const links = [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name }) => {
    try {
      return [/^socket:\[(\d+)\]$/.exec(Deno.readLinkSync(`/proc/self/fd/${name}`))?.[1]];
    } catch {
      return [];
    }
  });
  const table = await Deno.readTextFile("/proc/self/net/tcp");
  const own = links.filter((inode) => inode !== undefined && table.includes(` ${inode} `));
  assert(own.length > 0, `${tcp.addr.transport}`);
  for (const inode of own) assert.equal(boundInode(libc, Number(inode)), undefined);
});
