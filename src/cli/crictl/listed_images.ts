import { protoJson } from "#runtime/proto/json.ts";
import type { runtime } from "#runtime/proto/cri.ts";
import type { QueriedRuntime } from "#runtime/set/runtime_queries.ts";
import { UsageError } from "../errors.ts";
import { runtimeJson } from "../query/containers.ts";
import { compilePattern } from "../query/pattern.ts";
import { type Callable, choose } from "../query/choose.ts";
import type { Query } from "../query/session.ts";
import type { PlainObject } from "../query/status.ts";

/** An image, and whose it is. */
export interface ListedImage {
  readonly image: runtime.v1.Image.$Properties;
  readonly runtime: QueriedRuntime;
}

/**
 * The images of every runtime in the order of their names; with a name, those that the runtimes take it for. Docker's
 * are left out where cri-dockerd, which has its name, tells of them.
 */
export async function listImages(query: Query, name?: string): Promise<readonly ListedImage[]> {
  const answers = await query.ask((queries) => queries.images(name));
  const told = new Set<string>();
  const all: ListedImage[] = [];
  for (const { runtime, value } of answers) {
    const { cri, identity } = runtime;
    for (const image of value) {
      const key = `${identity.name} ${image.id}`;
      if (cri === undefined && told.has(key)) continue;
      if (cri !== undefined) told.add(key);
      all.push({ image, runtime });
    }
  }
  return all.sort(compareImages);
}

/**
 * The images that are meant by an id, its beginning, a tag or a digest: one of each runtime that has it.
 *
 * @throws AmbiguousError where an id's beginning is that of several.
 */
export function chooseImages(
  all: readonly ListedImage[],
  reference: string,
): readonly ListedImage[] {
  return choose(all.map(callable), reference, "image", true).map(({ listed }) => listed);
}

function callable(listed: ListedImage): Callable & { readonly listed: ListedImage } {
  const { image: { id, repoTags, repoDigests }, runtime: { identity } } = listed;
  const names = [...repoTags ?? [], ...repoDigests ?? []];
  return {
    id: id ?? "",
    names: names.flatMap(shortNames),
    description: [names[0] ?? [], identity.name].flat().join(", "),
    listed,
  };
}

/** What people write where nothing else is said. */
const IMPLIED_PREFIXES = ["docker.io/library/", "docker.io/", "localhost/"];

/** A name, and the shorter ones that runtimes take for it. */
function shortNames(name: string): string[] {
  const untagged = name.replace(/:latest$/, "");
  return [...new Set([name, untagged])].flatMap((own) => [
    own,
    ...IMPLIED_PREFIXES.filter((prefix) => own.startsWith(prefix)).map((prefix) =>
      own.slice(prefix.length)
    ),
  ]);
}

/** Stands where an image has no name. */
const NONE = "<none>";

/** An image as protobuf's JSON mapping has it, and its runtime. */
export function imageJson({ image, runtime }: ListedImage): PlainObject {
  return { ...protoJson("Image", image), runtime: runtimeJson(runtime.identity) };
}

/** By the first tag, else the first digest, else the id. */
function compareImages(a: ListedImage, b: ListedImage): number {
  const [first, second] = [sortKey(a), sortKey(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function sortKey({ image: { id, repoTags, repoDigests } }: ListedImage): string {
  return repoTags?.[0] ?? repoDigests?.[0] ?? id ?? "";
}

/** The image's name and digest from its first repository digest. */
export function nameAndDigest({ image }: ListedImage): readonly [string, string] {
  const [first] = image.repoDigests ?? [];
  if (first === undefined) return [NONE, NONE];
  const [name, digest, ...more] = first.split("@");
  return digest === undefined || more.length > 0 ? [NONE, NONE] : [name || NONE, digest];
}

/** Name and tag for each of the image's tags, or one pair for an image without any. */
export function namesAndTags(listed: ListedImage): readonly (readonly [string, string])[] {
  const [name] = nameAndDigest(listed);
  const tags = listed.image.repoTags ?? [];
  if (tags.length === 0) return [[name, NONE]];
  return tags.map((tag) => {
    const colon = tag.lastIndexOf(":");
    if (colon < 0) return [tag, NONE];
    const own = tag.slice(0, colon);
    return [own === NONE ? name : own, tag.slice(colon + 1)];
  });
}

/**
 * Compiles what filters as crictl does: `dangling=true|false`, `reference=REGEXP` in Go's syntax, `before=IMAGE`, `since=IMAGE`; the last two by the
 * order of the list, as CRI knows no age of images.
 *
 * @throws UsageError, as a rejection, for any other filter.
 */
export async function compileFilters(
  filters: readonly string[],
  command: string,
): Promise<(images: readonly ListedImage[]) => readonly ListedImage[]> {
  const compiled = await Promise.all(filters.map((filter) => compileFilter(filter, command)));
  return (images) => compiled.reduce((left, filter) => filter(left), images);
}

async function compileFilter(
  filter: string,
  command: string,
): Promise<(images: readonly ListedImage[]) => readonly ListedImage[]> {
  const [, kind, value = ""] = /^(dangling|reference|before|since)=([^]*)$/.exec(filter) ?? [];
  switch (kind) {
    case "dangling":
      return (images) =>
        images.filter(({ image }) => String((image.repoTags ?? []).length === 0) === value);
    case "reference": {
      const pattern = await compilePattern(value, { flag: "filter", command }, filter);
      return (images) => images.filter((listed) => pattern.test(nameAndDigest(listed)[0]));
    }
    case "before":
      return (images) => until([...images].reverse(), value).reverse();
    case "since":
      return (images) => until(images, value);
    default:
      throw new UsageError(
        `Cannot use --filter as it must be dangling=, reference=, before= or since= and a value: ${
          JSON.stringify(filter)
        }; see 'critter ${command} --help'`,
      );
  }
}

function until(images: readonly ListedImage[], value: string): ListedImage[] {
  const end = images.findIndex((listed) => leadsTo(listed, value));
  return images.slice(0, end < 0 ? images.length : end);
}

function leadsTo(listed: ListedImage, value: string): boolean {
  const { id, repoDigests } = listed.image;
  if (value.includes("@")) return repoDigests?.[0]?.startsWith(value) === true;
  if (value.includes(":")) {
    if (namesAndTags(listed)[0]?.join(":") === value) return true;
    return id?.startsWith(value) === true;
  }
  return id?.startsWith(value) === true || id?.startsWith(`sha256:${value}`) === true;
}
