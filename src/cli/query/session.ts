import { realmOfSocket } from "#labels/lookup/realm.ts";
import type { CrictlConfig } from "#runtime/config/crictl_config.ts";
import type { CriQueries } from "#runtime/cri/queries.ts";
import { type Discovered, Discovery } from "#runtime/discovery/discovery.ts";
import { type EndpointCandidate, parseEndpoint } from "#runtime/discovery/endpoints.ts";
import type { EngineQueries } from "#runtime/docker/queries.ts";
import type { Queries } from "#runtime/proto/queries.ts";
import type { RuntimeError } from "#runtime/runtime_error.ts";
import {
  type Answer,
  type Answers,
  askAll,
  type QueriedRuntime,
  RuntimeQueries,
} from "#runtime/set/runtime_queries.ts";
import type { ContainerRecord } from "#runtime/types.ts";
import { errorSentence } from "../errors.ts";
import type { CliHost } from "../host.ts";
import { crictlConfig } from "./crictl_config.ts";
import type { QueryFlags } from "./flags.ts";

/** Why a runtime that may be there and does not answer is worth a word although nobody named it. */
const WORTH_A_WORD: ReadonlySet<RuntimeError["kind"]> = new Set([
  "permission",
  "timeout",
  "unreachable",
]);

/** Where runtimes are looked for, from flags, environment and crictl's configuration. */
export interface Where extends Disposable {
  readonly candidates: readonly EndpointCandidate[];
  /** Somebody named them, and wants to hear of each that does not answer. */
  readonly named: boolean;
  readonly timeoutMs?: number;
  readonly imagePath?: string;
}

/**
 * Settles where to look: flags, then the environment, then crictl's configuration where it was named, each alone; else
 * wherever there is evidence of a runtime.
 *
 * @throws RangeError for an endpoint that is none, and for a broken configuration.
 */
export async function whereToLook(flags: QueryFlags, host: CliHost): Promise<Where> {
  const { hostRoot = "" } = flags;
  const { config, named: namedConfig } = await crictlConfig(flags, host);
  const image = flags.imageEndpoint ?? host.env("IMAGE_SERVICE_ENDPOINT") ?? config.imageEndpoint;
  const timeoutMs = flags.timeout ?? config.timeoutMs;
  const discovery = new Discovery({
    flags: flags.runtimeEndpoint,
    environment: host.env("CONTAINER_RUNTIME_ENDPOINT"),
    hostRoot,
  });
  try {
    const own = discovery.named ? undefined : ownEndpoint(config, namedConfig);
    const { candidates, problems, refused } = own ?? await discovery.scanWhole();
    if (refused !== undefined) throw new RangeError(refused);
    for (const problem of problems) {
      host.process.stderr.write(`critter: ${errorSentence(new RangeError(problem))}\n`);
    }
    const named = discovery.named || own !== undefined;
    return {
      candidates,
      named,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(image === undefined || !named ? {} : { imagePath: parseEndpoint(image) }),
      [Symbol.dispose]: () => discovery[Symbol.dispose](),
    };
  } catch (error) {
    discovery[Symbol.dispose]();
    throw error;
  }
}

/** The endpoint of a configuration that somebody named. */
function ownEndpoint(
  { runtimeEndpoint }: CrictlConfig,
  namedConfig: string | undefined,
): Discovered | undefined {
  if (namedConfig === undefined || runtimeEndpoint === undefined) return undefined;
  return {
    candidates: [{ path: parseEndpoint(runtimeEndpoint), source: namedConfig }],
    problems: [],
  };
}

/** Why a runtime has no answer by its nature, as in "has no pods"; undefined for one that has. */
export type Lack = (runtime: QueriedRuntime) => string | undefined;

/** Docker's containers are in no pods, but for those that cri-dockerd made and tells of. */
export const noPods: Lack = ({ identity, engine }) =>
  engine !== undefined && identity.name !== "podman" ? "has no pods" : undefined;

/** One command's questions: says on stderr who did not answer, and remembers it for the exit code. */
export class Query implements AsyncDisposable {
  readonly runtimes: RuntimeQueries;
  readonly #where: Where;
  readonly #host: CliHost;
  readonly #verbose: boolean;
  #failed = false;
  readonly #said = new Set<string>();
  #records: Promise<readonly ContainerRecord[]> | undefined;

  private constructor(runtimes: RuntimeQueries, where: Where, host: CliHost, verbose: boolean) {
    this.runtimes = runtimes;
    this.#where = where;
    this.#host = host;
    this.#verbose = verbose;
  }

  /** Finds the runtimes. */
  static async open(flags: QueryFlags, host: CliHost): Promise<Query> {
    const where = await whereToLook(flags, host);
    const { candidates, named, timeoutMs, imagePath } = where;
    const runtimes = await RuntimeQueries.open({
      candidates,
      named,
      timeoutMs,
      imagePath,
      realmOf: realmOfSocket,
    });
    const query = new Query(runtimes, where, host, flags.verbose);
    for (const { state } of runtimes.endpoints) {
      if (state.status !== "down") continue;
      if (named) query.#fail(state.error);
      else if (flags.verbose || WORTH_A_WORD.has(state.error.kind)) query.say(state.error);
    }
    return query;
  }

  /** 1 once a runtime that should have answered did not. */
  get exitCode(): number {
    return this.#failed ? 1 : 0;
  }

  /**
   * Asks every runtime, by CRI or the Docker API; the answers by CRI come first, as they say more.
   *
   * @throws RuntimeError where there is one runtime, and it failed.
   */
  async ask<T>(question: (queries: Queries) => Promise<T>): Promise<readonly Answer<T>[]> {
    const { runtimes } = this.runtimes;
    const asked = [
      ...runtimes.map((runtime) => [runtime, runtime.cri] as const),
      ...runtimes.map((runtime) => [runtime, runtime.engine] as const),
    ].flatMap(([runtime, queries]) => queries === undefined ? [] : [[runtime, queries] as const]);
    return this.#judge(await askAll<Queries, T>(asked, question));
  }

  /** Asks every runtime that speaks CRI. @throws RuntimeError where there is one runtime, and it failed. */
  async askCri<T>(question: (cri: CriQueries) => Promise<T>): Promise<readonly Answer<T>[]> {
    return this.#judge(await this.runtimes.askCri(question));
  }

  /** Asks Docker and Podman. @throws RuntimeError where there is one runtime, and it failed. */
  async askEngines<T>(
    question: (engine: EngineQueries) => Promise<T>,
  ): Promise<readonly Answer<T>[]> {
    return this.#judge(await this.runtimes.askEngines(question));
  }

  /** Says which runtimes have no answer by their nature, where somebody named them or no other is left. */
  sayLacks(lack: Lack): void {
    const lacks = this.runtimes.runtimes.flatMap((runtime) => {
      const { name, endpoint } = runtime.identity;
      const why = lack(runtime);
      return why === undefined ? [] : [`${name} at ${endpoint} ${why}`];
    });
    const alone = lacks.length === this.runtimes.runtimes.length;
    if (alone || this.#where.named || this.#verbose) { for (const text of lacks) this.say(text); }
  }

  /** What runtimes with other APIs than CRI list; said once where one of them fails. */
  records(): Promise<readonly ContainerRecord[]> {
    this.#records ??= this.runtimes.records().then(({ records, failures }) => {
      for (const failure of failures) this.#fail(failure);
      return records;
    });
    return this.#records;
  }

  /** @throws Error where nothing can be asked. */
  requireRuntime(what: string): void {
    if (this.runtimes.runtimes.length > 0) return;
    throw new Error(
      this.#failed
        ? `Cannot ${what} as no container runtime answered`
        : `Cannot ${what} as no container runtime answers on this node; 'critter runtimes' says where it was looked for`,
    );
  }

  /** @throws Error where no runtime speaks CRI or the Docker API; says who does not, where somebody named it. */
  requireQueries(what: string): void {
    const unable = this.runtimes.runtimes.filter(({ cri, engine }) =>
      (cri ?? engine) === undefined
    );
    const isNone = unable.length === this.runtimes.runtimes.length;
    for (const { identity: { name, endpoint } } of unable) {
      const why =
        `${name} at ${endpoint} serves neither CRI nor the Docker API, and tells of its containers only`;
      if (isNone) throw new Error(`Cannot ${what} as ${why}`);
      if (this.#where.named || this.#verbose) this.say(why);
    }
  }

  /** One line on stderr. */
  say(error: unknown): void {
    this.#host.process.stderr.write(`critter: ${errorSentence(error)}\n`);
  }

  /** Like {@link say}, and the command fails in the end. */
  #fail(error: RuntimeError): void {
    if (!this.#said.has(error.endpoint)) this.say(error);
    this.#said.add(error.endpoint);
    this.#failed = true;
  }

  #judge<T>({ answers, failures }: Answers<T>): readonly Answer<T>[] {
    const [first] = failures;
    // Others may have been asked in another way, and have answered.
    if (answers.length === 0 && this.runtimes.runtimes.length === 1 && first) throw first;
    for (const failure of failures) this.#fail(failure);
    return answers;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runtimes[Symbol.asyncDispose]();
    this.#where[Symbol.dispose]();
  }
}
