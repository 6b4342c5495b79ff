import type { runtime } from "#runtime/proto/cri.ts";
import { referenceOf } from "#runtime/cri/records.ts";
import type { Listed } from "../query/containers.ts";
import type { Query } from "../query/session.ts";
import { chooseImages, type ListedImage, listImages } from "./listed_images.ts";

type Image = runtime.v1.Image.$Properties;

/** The images of every runtime, by everything that leads to one of them. */
export interface ImageNames {
  /** The name for a container's image, by its id or another name; what is not known stays as it is. */
  nameOf(listed: Listed): string;
  /** Whether a container is of the image that somebody names. */
  isOf(listed: Listed, wanted: string): boolean;
}

/**
 * Asks every runtime for its images, and for what it takes `wanted`.
 *
 * @throws AmbiguousError where that is the beginning of several ids.
 */
export async function readImageNames(query: Query, wanted?: string): Promise<ImageNames> {
  const listed = await listImages(query);
  const known = new Map<string, Map<string, Image>>();
  for (const { image, runtime: { identity: { endpoint } } } of listed) {
    const own = known.get(endpoint) ?? new Map<string, Image>();
    for (const key of keysOf(image)) own.set(key, image);
    known.set(endpoint, own);
  }
  const wantedIds = await idsOf(query, listed, wanted);
  const find = ({ image, record }: Listed): Image | undefined => {
    const images = known.get(record.runtime.endpoint);
    return images?.get(image) ?? images?.get(record.image?.id ?? "");
  };
  return {
    nameOf: (listed) => listed.record.image?.reference ?? referenceOf(find(listed)) ?? listed.image,
    isOf(listed, wanted) {
      const { image, record } = listed;
      if ([image, record.image?.reference, record.image?.id].includes(wanted)) return true;
      const id = find(listed)?.id ?? record.image?.id;
      return id !== undefined && id !== null && wantedIds.has(`${record.runtime.endpoint} ${id}`);
    },
  };
}

/** The images that are meant, each as its runtime's endpoint and its id. */
async function idsOf(
  query: Query,
  listed: readonly ListedImage[],
  wanted: string | undefined,
): Promise<ReadonlySet<string>> {
  if (wanted === undefined) return new Set();
  const chosen = chooseImages(listed, wanted);
  if (chosen.length > 0) {
    return new Set(chosen.map(({ image, runtime }) => `${runtime.identity.endpoint} ${image.id}`));
  }
  // The runtimes know which name they take a shorter one for.
  const answers = await query.ask((queries) => queries.imageStatus(wanted, false));
  return new Set(
    answers.flatMap(({ runtime, value }) =>
      value.image?.id ? [`${runtime.identity.endpoint} ${value.image.id}`] : []
    ),
  );
}

function keysOf({ id, repoTags, repoDigests }: Image): string[] {
  const own = id ?? "";
  return [own, own.replace(/^sha256:/, ""), ...(repoTags ?? []), ...(repoDigests ?? [])]
    .filter((key) => key !== "");
}
