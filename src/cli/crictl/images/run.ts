import { formatBytes } from "#output/human.ts";
import type { CliHost } from "../../host.ts";
import { detailPrinter } from "../../query/details.ts";
import {
  compileFilters,
  imageJson,
  type ListedImage,
  listImages,
  nameAndDigest,
  namesAndTags,
} from "../listed_images.ts";
import { printLines, printTable, shortId } from "../../query/print.ts";
import { runQuery } from "../../query/run_query.ts";
import type { ListFlags, ListOutputFlags, QueryFlags } from "../../query/flags.ts";

/** Flags of `critter images`. */
export interface ImagesFlags extends QueryFlags, ListFlags, ListOutputFlags {
  /** --filter. */
  readonly filter: readonly string[];
  /** --digests. */
  readonly digests: boolean;
  /** --pinned. */
  readonly pinned: boolean;
}

/** `critter images`. */
export async function images(this: CliHost, flags: ImagesFlags, name?: string): Promise<void> {
  await runQuery(this, flags, "list images", async (query) => {
    const print = await detailPrinter(this, flags);
    query.requireQueries("list images");
    const filter = await compileFilters(flags.filter, "images");
    const selected = filter(await listImages(query, name));
    if (print !== undefined) {
      print({ images: selected.map(imageJson) });
    } else if (flags.quiet) {
      printLines(this, selected.map(({ image }) => image.id ?? ""));
    } else if (flags.verbose) {
      printLines(this, selected.flatMap(details));
    } else {
      const wide = flags.output === "wide";
      const shown = {
        ...flags,
        digests: flags.digests || wide,
        pinned: flags.pinned || wide,
        wide,
      };
      printTable(this, titles(shown), selected.flatMap((listed) => rows(listed, shown)));
    }
  });
}

/** Which columns are shown. */
interface Shown {
  readonly digests: boolean;
  readonly pinned: boolean;
  readonly wide: boolean;
  readonly noTrunc: boolean;
}

function titles({ digests, pinned, wide }: Shown): string[] {
  return [
    "IMAGE",
    "TAG",
    ...(digests ? ["DIGEST"] : []),
    "IMAGE ID",
    "SIZE",
    ...(pinned ? ["PINNED"] : []),
    ...(wide ? ["RUNTIME"] : []),
  ];
}

function rows(listed: ListedImage, { digests, pinned, wide, noTrunc }: Shown): string[][] {
  const { image, runtime } = listed;
  const [, digest] = nameAndDigest(listed);
  return namesAndTags(listed).map(([name, tag]) => [
    name,
    tag,
    ...(digests ? [shortId(digest, noTrunc)] : []),
    shortId(image.id ?? "", noTrunc),
    formatBytes(Number(image.size ?? 0), 3),
    ...(pinned ? [String(image.pinned === true)] : []),
    ...(wide ? [runtime.identity.name] : []),
  ]);
}

function details({ image }: ListedImage): string[] {
  const { id, repoTags, repoDigests, size, uid, username, pinned } = image;
  const bytes = String(size ?? 0);
  return [
    `ID: ${id}`,
    ...(repoTags ?? []).map((tag) => `RepoTags: ${tag}`),
    ...(repoDigests ?? []).map((digest) => `RepoDigests: ${digest}`),
    ...(bytes === "0" ? [] : [`Size: ${bytes}`]),
    ...(uid?.value === undefined || uid.value === null ? [] : [`Uid: ${uid.value}`]),
    ...(username ? [`Username: ${username}`] : []),
    ...(pinned === true ? ["Pinned: true"] : []),
    "",
  ];
}
