/** Images without a registry: a root file system around the static busybox, packed by hand. */
import { run } from "./exec.ts";

const APPLETS = ["sh", "sleep", "true", "false", "ls", "cat", "echo", "env", "id", "dd", "kill"];
const BUSYBOX = "/bin/busybox";

/** The workload image's name in containerd. */
export const WORKLOAD_IMAGE = "localhost/busybox:1";
/** The sandbox image's name in containerd. */
export const PAUSE_IMAGE = "localhost/pause:1";

interface Blob {
  digest: string;
  size: number;
}

/** Makes a root file system with a shell and a few commands in `dir`. */
export async function makeRootfs(dir: string): Promise<void> {
  await Deno.mkdir(`${dir}/bin`, { recursive: true });
  for (const name of ["proc", "sys", "dev", "etc", "tmp"]) await Deno.mkdir(`${dir}/${name}`);
  await Deno.copyFile(BUSYBOX, `${dir}/bin/busybox`);
  for (const name of APPLETS) await Deno.symlink("busybox", `${dir}/bin/${name}`);
  await Deno.writeTextFile(`${dir}/etc/passwd`, "root:x:0:0:root:/:/bin/sh\n");
}

/** Packs a root file system as a tar archive. */
export async function packRootfs(rootfs: string, file: string): Promise<void> {
  await run("tar", [
    "-C",
    rootfs,
    "--sort=name",
    "--mtime=@0",
    "--numeric-owner",
    "-cf",
    file,
    ".",
  ]);
}

/** Builds an OCI image archive that `ctr images import` takes; both images share one layer. */
export async function buildOciArchive(dir: string): Promise<string> {
  await makeRootfs(`${dir}/rootfs`);
  await packRootfs(`${dir}/rootfs`, `${dir}/layer.tar`);
  const layout = `${dir}/layout`;
  await Deno.mkdir(`${layout}/blobs/sha256`, { recursive: true });
  const layer = await addBlob(layout, await Deno.readFile(`${dir}/layer.tar`));
  const manifests = [];
  for (
    const [name, command] of [
      [WORKLOAD_IMAGE, ["/bin/sh"]],
      [PAUSE_IMAGE, ["/bin/sleep", "1000000"]],
    ] as const
  ) {
    manifests.push(await addImage(layout, layer, name, command));
  }
  await Deno.writeTextFile(`${layout}/oci-layout`, '{"imageLayoutVersion":"1.0.0"}');
  await Deno.writeTextFile(
    `${layout}/index.json`,
    JSON.stringify({ schemaVersion: 2, manifests }),
  );
  const archive = `${dir}/images.tar`;
  await run("tar", ["-C", layout, "-cf", archive, "."]);
  return archive;
}

async function addImage(
  layout: string,
  layer: Blob,
  name: string,
  command: readonly string[],
): Promise<Record<string, unknown>> {
  const config = await addJson(layout, {
    architecture: Deno.build.arch === "aarch64" ? "arm64" : "amd64",
    os: "linux",
    config: { Cmd: command, Env: ["PATH=/bin"] },
    rootfs: { type: "layers", diff_ids: [layer.digest] },
  });
  const manifest = await addJson(layout, {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", ...layer }],
  });
  return {
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    ...manifest,
    annotations: {
      "io.containerd.image.name": name,
      "org.opencontainers.image.ref.name": name,
    },
  };
}

function addJson(layout: string, value: unknown): Promise<Blob> {
  return addBlob(layout, new TextEncoder().encode(JSON.stringify(value)));
}

async function addBlob(layout: string, bytes: Uint8Array<ArrayBuffer>): Promise<Blob> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  await Deno.writeFile(`${layout}/blobs/sha256/${hash}`, bytes);
  return { digest: `sha256:${hash}`, size: bytes.length };
}
