import { formatBytes } from "#output/human.ts";
import type { runtime } from "#runtime/proto/cri.ts";
import { protoJson } from "#runtime/proto/json.ts";
import type { CliHost } from "../../host.ts";
import { detailPrinter, printDetails } from "../../query/details.ts";
import type { QueryFlags } from "../../query/flags.ts";
import { printLines } from "../../query/print.ts";
import { runQuery } from "../../query/run_query.ts";
import { inspected } from "../../query/status.ts";
import { withoutRepeats } from "../find.ts";
import type { InspectFlags } from "../inspect_flags.ts";
import { amount } from "../usage.ts";

/** Flags of `critter imagefsinfo`. */
export interface ImageFsInfoFlags extends QueryFlags, Omit<InspectFlags, "quiet"> {}

/** `critter imagefsinfo`. */
export async function imageFsInfo(this: CliHost, flags: ImageFsInfoFlags): Promise<void> {
  await runQuery(this, flags, "show where images are kept", async (query) => {
    const print = await detailPrinter(this, flags);
    query.requireQueries("show where images are kept");
    const answers = withoutRepeats(await query.ask((queries) => queries.imageFsInfo()));
    if (print !== undefined) {
      printDetails(
        print,
        answers.map(({ runtime: { identity }, value }) =>
          inspected(protoJson("ImageFsInfoResponse", value), undefined, identity)
        ),
      );
      return;
    }
    for (const { runtime: { identity }, value } of answers) {
      printLines(this, [
        ...(answers.length > 1 ? [`Runtime: ${identity.name} at ${identity.endpoint}`] : []),
        ...lines("Container", value.containerFilesystems),
        ...lines("Image", value.imageFilesystems),
      ]);
    }
  });
}

function lines(
  what: string,
  filesystems: readonly runtime.v1.FilesystemUsage.$Properties[] | null | undefined,
): string[] {
  return [
    `${what} Filesystem`,
    ...(filesystems ?? []).flatMap(({ timestamp, usedBytes, inodesUsed, fsId }, index) => [
      `TimeStamp[${index}]: ${timestamp ?? 0}`,
      `Disk[${index}]: ${formatBytes(amount(usedBytes))}`,
      `Inodes[${index}]: ${inodesUsed ? amount(inodesUsed) : "-"}`,
      `Mountpoint[${index}]: ${fsId?.mountpoint ?? ""}`,
    ]),
  ];
}
