import { protoJson } from "#runtime/proto/json.ts";
import type { CliHost } from "../../host.ts";
import { detailPrinter, printDetails } from "../details.ts";
import { findAll } from "../find.ts";
import { printLines } from "../../query/print.ts";
import { inspected } from "../../query/status.ts";
import { imageLines } from "../status_lines.ts";
import { runQuery } from "../../query/run_query.ts";
import type { InspectFlags } from "../inspect_flags.ts";
import type { QueryFlags } from "../../query/flags.ts";

/** Flags of `critter inspecti`. */
export interface InspectiFlags extends QueryFlags, InspectFlags {}

/** `critter inspecti IMAGE…`. */
export async function inspecti(
  this: CliHost,
  flags: InspectiFlags,
  ...names: string[]
): Promise<void> {
  await runQuery(this, flags, "inspect images", async (query) => {
    const print = await detailPrinter(this, flags);
    query.requireQueries("inspect images");
    const details = await findAll(
      query,
      names,
      async (queries, name) => {
        const { image, info } = await queries.imageStatus(name, !flags.quiet);
        return image === undefined || image === null ? undefined : { image, info };
      },
      ({ runtime: { identity }, value: { image, info } }) => {
        if (print !== undefined) return inspected(protoJson("Image", image), info, identity);
        printLines(this, imageLines(image, info));
        return {};
      },
      () => Promise.resolve(undefined),
      "image",
    );
    if (print !== undefined) printDetails(print, details);
  });
}
