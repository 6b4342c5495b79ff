import { RuntimeError } from "./runtime_error.ts";
import type { ContainerImage, ContainerRecord } from "./types.ts";

/** An image as its runtime describes it: what it is called now. */
export type DescribedImage = Pick<ContainerImage, "reference" | "repoDigests">;

/** What is to be described. */
export interface ImageQuestion {
  /** By what the runtime is asked for the image: its id, where that is known. */
  readonly key: string;
  /** When the container was made, nanoseconds since the Unix epoch. */
  readonly createdAtNs?: bigint | undefined;
}

/** An image may get another name, or lose it, at any time: what was heard is told for so long. */
const LIFETIME_MS = 10_000;
/** Engines tell in whole seconds when a container was made. */
const ROUNDING_MS = 1_000;
/** So many images are remembered. */
const KEPT = 4096;
/** So many are asked for at once. */
const AT_ONCE = 16;

/**
 * What the images of one runtime are called. A name is remembered for a short time, and never told of a container that
 * was made after it was heard: the image that has the name then may be another.
 */
export class DescribedImages {
  readonly #ask: (
    key: string,
    signal: AbortSignal | undefined,
  ) => Promise<DescribedImage | undefined>;
  readonly #now: () => number;
  readonly #heard = new Map<string, { readonly image: DescribedImage; readonly atMs: number }>();

  /**
   * @param ask Asks the runtime about one image; undefined where it has none of that id. Rejects with a RuntimeError.
   * @param now Milliseconds since the Unix epoch.
   */
  constructor(
    ask: (key: string, signal: AbortSignal | undefined) => Promise<DescribedImage | undefined>,
    now: () => number = Date.now,
  ) {
    this.#ask = ask;
    this.#now = now;
  }

  /**
   * Describes the images of several containers, asking once for one that they share. One of which nothing can be learnt
   * now is left out.
   *
   * @throws RuntimeError of kind "aborted" where the signal ends it.
   */
  async describe<T>(
    questions: ReadonlyMap<T, ImageQuestion>,
    signal?: AbortSignal,
  ): Promise<Map<T, DescribedImage>> {
    const images = new Map<T, DescribedImage>();
    const asked = new Map<string, T[]>();
    for (const [whose, question] of questions) {
      const image = this.#recall(question);
      const sharing = asked.get(question.key);
      if (image !== undefined) images.set(whose, image);
      else if (sharing === undefined) asked.set(question.key, [whose]);
      else sharing.push(whose);
    }
    const keys = asked.keys();
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, asked.size) }, async () => {
      for (const key of keys) {
        const image = await this.#hear(key, signal);
        if (image === undefined) continue;
        for (const whose of asked.get(key) ?? []) images.set(whose, image);
      }
    }));
    return images;
  }

  #recall({ key, createdAtNs = 0n }: ImageQuestion): DescribedImage | undefined {
    const heard = this.#heard.get(key);
    if (heard === undefined) return undefined;
    const age = this.#now() - heard.atMs;
    const isAfter = heard.atMs - ROUNDING_MS >= Number(createdAtNs / 1_000_000n);
    return age >= 0 && age < LIFETIME_MS && isAfter ? heard.image : undefined;
  }

  async #hear(key: string, signal: AbortSignal | undefined): Promise<DescribedImage | undefined> {
    const atMs = this.#now();
    try {
      const image = await this.#ask(key, signal) ?? {};
      this.#heard.delete(key);
      this.#heard.set(key, { image, atMs });
      const oldest = this.#heard.keys().next().value;
      if (this.#heard.size > KEPT && oldest !== undefined) this.#heard.delete(oldest);
      return image;
    } catch (error) {
      // A container without its image's name is better than none.
      if (error instanceof RuntimeError && error.kind !== "aborted") return undefined;
      throw error;
    }
  }
}

/** The record with what its image is called; what it says of the image itself counts for more. */
export function withImage(record: ContainerRecord, image: DescribedImage): ContainerRecord {
  return { ...record, image: { ...image, ...record.image } };
}
