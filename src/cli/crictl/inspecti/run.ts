import { protoJson } from "#runtime/proto/json.ts";
import type { Queries } from "#runtime/proto/queries.ts";
import type { CliHost } from "../../host.ts";
import { detailPrinter, printDetails } from "../../query/details.ts";
import { chooseImages, compileFilters, type ListedImage, listImages } from "../listed_images.ts";
import { noneMatches } from "../inspect_objects.ts";
import { printLines } from "../../query/print.ts";
import type { Query } from "../../query/session.ts";
import { inspected } from "../../query/status.ts";
import { imageLines } from "../status_lines.ts";
import { runQuery } from "../../query/run_query.ts";
import type { InspectFlags } from "../inspect_flags.ts";
import type { QueryFlags } from "../../query/flags.ts";

/** Flags of `critter inspecti`. */
export interface InspectiFlags extends QueryFlags, InspectFlags {
  /** --name. */
  readonly name?: string;
  /** --filter. */
  readonly filter: readonly string[];
}

/** `critter inspecti [IMAGE…]`. */
export async function inspecti(
  this: CliHost,
  flags: InspectiFlags,
  ...references: string[]
): Promise<void> {
  await runQuery(this, flags, "inspect images", async (query) => {
    const print = await detailPrinter(this, flags);
    query.requireQueries("inspect images");
    const finder = new ImageFinder(query, !flags.quiet);
    const filter = await compileFilters(flags.filter, "inspecti");
    const found = references.length > 0
      ? (await Promise.all(references.map((reference) => finder.find(reference)))).flat()
      : await finder.details(filter(await listImages(query, flags.name)));
    if (found.length === 0) throw noneMatches("image");
    if (print === undefined) {
      for (const { value: { image, info } } of found) printLines(this, imageLines(image, info));
      return;
    }
    printDetails(
      print,
      found.map(({ runtime: { identity }, value: { image, info } }) =>
        inspected(protoJson("Image", image), info, identity)
      ),
    );
  });
}

/** Finds images by what people call them, for one command. */
class ImageFinder {
  readonly #query: Query;
  readonly #verbose: boolean;
  #listed: Promise<readonly ListedImage[]> | undefined;

  constructor(query: Query, verbose: boolean) {
    this.#query = query;
    this.#verbose = verbose;
  }

  async find(reference: string) {
    this.#listed ??= listImages(this.#query);
    const chosen = chooseImages(await this.#listed, reference);
    if (chosen.length > 0) return await this.details(chosen);
    // The runtimes know which name they take a shorter one for.
    const answers = await this.#query.ask((queries) => this.#ask(queries, reference));
    const found = answers.flatMap(({ runtime, value }) =>
      value === undefined ? [] : [{ runtime, value }]
    );
    if (found.length > 0) return found;
    throw new Error(
      `Cannot inspect the image as no runtime knows it: ${JSON.stringify(reference)}`,
    );
  }

  /** All that their runtimes know of images that they have listed. */
  async details(images: readonly ListedImage[]) {
    const found = await Promise.all(images.map(async ({ image: { id }, runtime }) => {
      const queries = runtime.cri ?? runtime.engine;
      const value = queries === undefined ? undefined : await this.#ask(queries, id ?? "");
      return value === undefined ? [] : [{ runtime, value }];
    }));
    return found.flat();
  }

  async #ask(queries: Queries, reference: string) {
    const { image, info } = await queries.imageStatus(reference, this.#verbose);
    return image === undefined || image === null ? undefined : { image, info };
  }
}
