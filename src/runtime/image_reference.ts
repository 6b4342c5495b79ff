/** An image reference taken apart. */
export interface ImageReference {
  /** Registry and repository, as written: nothing is put before a short name. */
  readonly name: string;
  readonly tag?: string;
  /** The algorithm, a colon and hexadecimal digits. */
  readonly digest?: string;
}

/** Longer ones than a name of 255, a tag of 128 and a long digest are none. */
const MAX_REFERENCE_LENGTH = 1024;
const MAX_NAME_LENGTH = 255;

// The grammar of references is that of the OCI distribution specification and of Docker's registry.
const DOMAIN_PART = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
const HOST = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[A-Fa-f0-9:]+\\])`;
const PATH_PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const NAME = `(?:${HOST}(?::[0-9]+)?/)?${PATH_PART}(?:/${PATH_PART})*`;
const TAG = "\\w[\\w.-]{0,127}";
const DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[A-Fa-f0-9]{32,}";
const REFERENCE = new RegExp(`^(?<name>${NAME})(?::(?<tag>${TAG}))?(?:@(?<digest>${DIGEST}))?$`);

/** Takes a reference apart; undefined for an image's id, and for what is no reference by the grammar. */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text.length > MAX_REFERENCE_LENGTH || isImageId(text)) return undefined;
  const { name, tag, digest } = REFERENCE.exec(text)?.groups ?? {};
  if (name === undefined || name.length > MAX_NAME_LENGTH) return undefined;
  return {
    name,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** Whether this is an image's whole id, which names nothing: 64 hexadecimal digits, `sha256:` before them or not. */
export function isImageId(text: string): boolean {
  return /^(?:sha256:)?[0-9a-f]{64}$/.test(text);
}

/**
 * Whether a reference is only the id of the image, or its beginning, and so names nothing. An image called by the very
 * digits that its id begins with is taken for nameless too: its runtime, when asked, tells the name.
 */
export function isOnlyId(reference: string, id: string | undefined): boolean {
  if (isImageId(reference)) return true;
  const digits = /^(?:sha256:)?([0-9a-f]{1,63})$/.exec(reference)?.[1];
  return digits !== undefined && id?.replace(/^sha256:/, "").startsWith(digits) === true;
}

/** An image's id in the one form that is shown, with `sha256:` in front. */
export function wholeImageId(id: string): string {
  return id.replace(/^(?!sha256:)/, "sha256:");
}

/**
 * Digests under which registries have the image, `NAME@DIGEST`: those among the given references, each once and
 * without a tag.
 */
export function repoDigestsOf(references: Iterable<string | null | undefined>): string[] {
  const digests = new Set<string>();
  for (const text of references) {
    const reference = parseImageReference(text ?? "");
    if (reference?.digest !== undefined) digests.add(`${reference.name}@${reference.digest}`);
  }
  return [...digests];
}
