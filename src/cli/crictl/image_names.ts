import type { runtime } from "#runtime/proto/cri.ts";
import { referenceOf } from "#runtime/cri/records.ts";
import type { Listed } from "../query/containers.ts";
import type { Query } from "../query/session.ts";

type Image = runtime.v1.Image.$Properties;

/** The images of every runtime, by everything that leads to one of them. */
export interface ImageNames {
  /** The name for a container's image, by its id or another name; what is not known stays as it is. */
  nameOf(listed: Listed): string;
  /** Whether a container is of the image that somebody names. */
  isOf(listed: Listed, wanted: string): boolean;
}

/** Asks every runtime for its images, and what it takes `wanted` for. */
export async function readImageNames(query: Query, wanted?: string): Promise<ImageNames> {
  const answers = await query.ask(async (queries) => {
    const [images, named] = await Promise.all([
      queries.images(undefined),
      wanted === undefined ? undefined : queries.imageStatus(wanted, false),
    ]);
    return { images, wantedId: named?.image?.id };
  });
  const known = new Map<string, { images: Map<string, Image>; wantedId: string | undefined }>();
  for (const { runtime: { identity }, value } of answers) {
    known.set(identity.endpoint, {
      images: new Map(value.images.flatMap((image) => keysOf(image).map((key) => [key, image]))),
      wantedId: value.wantedId ?? undefined,
    });
  }
  const find = ({ image, record }: Listed): Image | undefined => {
    const images = known.get(record.runtime.endpoint)?.images;
    return images?.get(image) ?? images?.get(record.image?.id ?? "");
  };
  return {
    nameOf: (listed) => listed.record.image?.reference ?? referenceOf(find(listed)) ?? listed.image,
    isOf(listed, wanted) {
      const { image, record } = listed;
      if ([image, record.image?.reference, record.image?.id].includes(wanted)) return true;
      const id = find(listed)?.id ?? record.image?.id;
      const wantedId = known.get(record.runtime.endpoint)?.wantedId;
      return id !== undefined && id !== null && id !== "" && id === wantedId;
    },
  };
}

function keysOf({ id, repoTags, repoDigests }: Image): string[] {
  const own = id ?? "";
  return [own, own.replace(/^sha256:/, ""), ...(repoTags ?? []), ...(repoDigests ?? [])]
    .filter((key) => key !== "");
}
