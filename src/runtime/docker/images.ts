import {
  type DescribedImage,
  DescribedImages,
  type ImageQuestion,
  withImage,
} from "../described_images.ts";
import { repoDigestsOf } from "../image_reference.ts";
import { optional } from "../optional.ts";
import { orUnknown, RuntimeError } from "../runtime_error.ts";
import type { ContainerRecord } from "../types.ts";
import { dockerRecord } from "./records.ts";
import { imageOf } from "./status.ts";

/** So many containers are inspected at once. */
const INSPECTIONS_AT_ONCE = 16;
/** What so many containers were started from is remembered. */
const WRITTEN_KEPT = 4096;
/**
 * Not longer than this is waited for one answer, milliseconds: a look-up has 2 s for all, and a container without its
 * image's name is better than none. Docker holds an inspection back while the container starts.
 */
const ANSWER_MS = 700;

/** How an engine is asked. */
export interface EngineAsk {
  /** The JSON at a path; rejects with a RuntimeError. */
  get(target: string, signal: AbortSignal | undefined, timeoutMs: number): Promise<unknown>;
  /** Whether lists say what a container was started from, even when that has become another image's name: Podman's do. */
  listsAsWritten(): boolean;
}

/**
 * Names images of which Docker's and Podman's lists have the id only: containers started by an id, and those whose
 * image has lost its tag to a new build.
 */
export class EngineImages {
  readonly #ask: EngineAsk;
  readonly #described: DescribedImages;
  /** By container id; undefined where that was an id. It never changes. */
  readonly #written = new Map<string, string | undefined>();

  constructor(ask: EngineAsk) {
    this.#ask = ask;
    this.#described = new DescribedImages((id, signal) => this.#describe(id, signal));
  }

  /**
   * Completes the images of containers: what the container was started from, else what the image is called now. A
   * container that is starting is inspected last, if nothing else names its image.
   *
   * @throws RuntimeError of kind "aborted" where the signal ends it.
   */
  async name(
    records: readonly ContainerRecord[],
    signal?: AbortSignal,
  ): Promise<ContainerRecord[]> {
    const named = new Map<ContainerRecord, DescribedImage>();
    const nameless = () =>
      records.filter((record) => isNameless(record) && !hasName(named.get(record)));
    const inspect = (records: readonly ContainerRecord[]) =>
      this.#ask.listsAsWritten() ? undefined : this.#inspect(records, named, signal);
    await inspect(nameless().filter(({ state }) => state !== "created"));
    const questions = new Map<ContainerRecord, ImageQuestion>();
    for (const record of nameless()) {
      const { createdAtNs } = record;
      questions.set(record, { key: record.image?.id ?? "", createdAtNs });
    }
    for (const [record, image] of await this.#described.describe(questions, signal)) {
      named.set(record, image);
    }
    await inspect(nameless().filter(({ state }) => state === "created"));
    return records.map((record) => {
      const image = named.get(record);
      return image === undefined ? record : withImage(record, image);
    });
  }

  /** Forgets containers that are gone. */
  keepOnly(records: readonly ContainerRecord[]): void {
    const ids = new Set(records.map(({ id }) => id));
    for (const id of this.#written.keys()) if (!ids.has(id)) this.#written.delete(id);
  }

  /** What containers were started from, where that was a name. */
  async #inspect(
    records: readonly ContainerRecord[],
    named: Map<ContainerRecord, DescribedImage>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const waiting = records.values();
    const worker = async () => {
      for (const record of waiting) {
        const reference = await this.#writtenFor(record, signal);
        if (reference !== undefined) named.set(record, { ...named.get(record), reference });
      }
    };
    const workers = Math.min(INSPECTIONS_AT_ONCE, records.length);
    await Promise.all(Array.from({ length: workers }, worker));
  }

  async #writtenFor(
    record: ContainerRecord,
    signal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    const { id } = record;
    if (this.#written.has(id) || !/^[0-9a-f]{64}$/.test(id)) return this.#written.get(id);
    try {
      const inspection = await this.#ask.get(`/containers/${id}/json`, signal, ANSWER_MS);
      const reference = dockerRecord(inspection, record.runtime, () => undefined)?.image?.reference;
      this.#written.set(id, reference);
      const oldest = this.#written.keys().next().value;
      if (this.#written.size > WRITTEN_KEPT && oldest !== undefined) this.#written.delete(oldest);
      return reference;
    } catch (error) {
      if (error instanceof RuntimeError && error.kind !== "aborted") return undefined;
      throw error;
    }
  }

  async #describe(
    id: string,
    signal: AbortSignal | undefined,
  ): Promise<DescribedImage | undefined> {
    const image = imageOf(await orUnknown(this.#ask.get(`/images/${id}/json`, signal, ANSWER_MS)));
    const repoDigests = repoDigestsOf(image?.repoDigests ?? []);
    return {
      ...optional("reference", image?.repoTags?.[0] ?? image?.repoDigests?.[0]),
      ...(repoDigests.length === 0 ? {} : { repoDigests }),
    };
  }
}

function isNameless({ image, sandbox }: ContainerRecord): boolean {
  return !sandbox && image?.id !== undefined && image.reference === undefined;
}

function hasName(image: DescribedImage | undefined): boolean {
  return image?.reference !== undefined;
}
