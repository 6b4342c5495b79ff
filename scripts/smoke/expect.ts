/**
 * Reads critter's lines from standard input until it finds what a pod of the smoke test did, with its names:
 *
 *     critter watch -o json | deno run scripts/smoke/expect.ts MARK NODE
 *
 * MARK is an argument of the command that the pod's container runs; see pod.yaml.
 *
 * @module
 */

/** The parts of a line that are checked. */
interface Line {
  readonly event: string;
  readonly process?: { readonly command_args?: readonly string[] };
  readonly container?: { readonly name?: string; readonly image?: { readonly name?: string } };
  readonly k8s?: {
    readonly namespace?: { readonly name?: string };
    readonly pod?: { readonly name?: string; readonly label?: Readonly<Record<string, string>> };
    readonly container?: { readonly name?: string };
    readonly node?: { readonly name?: string };
  };
  readonly label_state?: string;
}

/** What is wrong with a line; undefined when it is not about the marked command. */
export function faultsOf(text: string, mark: string, node: string): string[] | undefined {
  if (!text.includes(mark)) return undefined;
  const line = JSON.parse(text) as Line;
  if (line.event !== "process.exec" || line.process?.command_args?.at(-1) !== mark) {
    return undefined;
  }
  const { container, k8s } = line;
  const wanted: [what: string, found: string | undefined, wanted: string][] = [
    ["label_state", line.label_state, "resolved"],
    ["k8s.namespace.name", k8s?.namespace?.name, "default"],
    ["k8s.pod.name", k8s?.pod?.name, "smoke"],
    ["k8s.pod.label.app", k8s?.pod?.label?.["app"], "smoke"],
    ["k8s.container.name", k8s?.container?.name, "main"],
    ["k8s.node.name", k8s?.node?.name, node],
  ];
  const faults = wanted.filter(([, found, wanted]) => found !== wanted)
    .map(([what, found, wanted]) => `${what} is ${found}, not ${wanted}`);
  if (container?.image?.name === undefined) faults.push("container.image.name is missing");
  return faults;
}

/** A stream's lines; to be read with `next()`, as a loop that is left would end the stream. */
export async function* linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string, void, void> {
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}

/** Looks for the marked command in lines, and returns its line; those after it are left to be read. */
export async function expect(
  lines: AsyncGenerator<string, void, void>,
  mark: string,
  node: string,
): Promise<string> {
  for (;;) {
    const { value: text, done } = await lines.next();
    if (done === true) throw new Error(`Cannot find the line of the smoke test: ${mark}`);
    const faults = faultsOf(text, mark, node);
    if (faults === undefined) continue;
    if (faults.length === 0) return text;
    throw new Error(`Cannot accept the line of the smoke test: ${faults.join("; ")}\n${text}`);
  }
}

if (import.meta.main) {
  const [mark = "", node = ""] = Deno.args;
  const { stdout, stderr } = Deno;
  const encoder = new TextEncoder();
  try {
    stdout.writeSync(encoder.encode(`${await expect(linesOf(Deno.stdin.readable), mark, node)}\n`));
  } catch (error) {
    stderr.writeSync(encoder.encode(`${error instanceof Error ? error.message : error}\n`));
    Deno.exit(1);
  }
}
