import type { runtime } from "../proto/cri.ts";
import { listOf, member, textOf } from "../json_reader.ts";
import { numberOf } from "./stats.ts";
import { longOf } from "./status.ts";
import Long from "long";

/**
 * Where Docker or Podman keeps images, and how much they take, in CRI's form; neither counts inodes.
 *
 * @param info What the engine says of itself.
 * @param usage Docker's or Podman's `system df`.
 * @param now Milliseconds since the Unix epoch.
 */
export function imageFsInfoOf(
  info: unknown,
  usage: unknown,
  now: number,
): runtime.v1.ImageFsInfoResponse.$Properties {
  const mountpoint = textOf(member(info, "DockerRootDir")) ??
    textOf(member(info, "store", "graphRoot")) ?? "";
  // Podman before 4.4 has no sum: each image's own size, as images may share what they are made of.
  const used = numberOf(member(usage, "LayersSize")) ?? numberOf(member(usage, "ImagesSize")) ??
    listOf(member(usage, "Images")).reduce(
      (sum: number, image) => sum + (numberOf(member(image, "UniqueSize")) ?? 0),
      0,
    );
  return {
    imageFilesystems: [{
      timestamp: longOf(BigInt(now) * 1_000_000n),
      fsId: { mountpoint },
      usedBytes: { value: Long.fromNumber(used, true) },
    }],
    containerFilesystems: [],
  };
}
