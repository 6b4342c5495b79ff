import { FilePresence } from "#kernel/file_presence.ts";
import { specialFileExists } from "#kernel/special_files.ts";
import { CRICTL_CONFIG_FILE, parseCrictlConfig } from "../config/crictl_config.ts";
import { YamlFiles } from "../config/yaml_files.ts";
import { type EndpointCandidate, endpointCandidates, parseEndpoint } from "./endpoints.ts";
import { resolveOnHost } from "./host_root.ts";
import { kubeletFilesEvidence, runningKubeletEvidence } from "./kubelet_evidence.ts";
import { ProcFs } from "./proc_fs.ts";
import { ProcessWatch } from "./process_watch.ts";
import { SocketLinks } from "./socket_links.ts";
import { userSockets } from "./user_sockets.ts";

/** What decides where runtimes are looked for. */
export interface DiscoveryOptions {
  /** Values of --runtime-endpoint; with any, nothing else is looked at. */
  readonly flags: readonly string[];
  /** The value of CONTAINER_RUNTIME_ENDPOINT; where it is set, only the flags count more. */
  readonly environment?: string | undefined;
  /**
   * Where the host's root file system is mounted.
   *
   * @default {""}
   */
  readonly hostRoot?: string | undefined;
  /**
   * Where the host's procfs is; by default below the host's root where it is mounted there, else /proc.
   */
  readonly procRoot?: string | undefined;
}

/** What was found. */
export interface Discovered {
  /** Those with the best evidence first, each path once. */
  readonly candidates: readonly EndpointCandidate[];
  /** Evidence that is there and cannot be used, a sentence each. */
  readonly problems: readonly string[];
  /** That of them at which a command that asks once stops: crictl would refuse its configuration too. */
  readonly refused?: string;
  /** Resolves when another look sees more: what reads the files is being loaded. */
  readonly later?: Promise<void>;
}

/** crictl's configurations, as people and k3s and RKE2 leave them. */
const CRICTL_CONFIGS = [
  CRICTL_CONFIG_FILE,
  "/var/lib/rancher/k3s/agent/etc/crictl.yaml",
  "/var/lib/rancher/rke2/agent/etc/crictl.yaml",
];

/**
 * Collects every socket that may be a runtime's, with the evidence for it: flags, environment, kubelets, crictl's
 * configurations, sockets that runtimes listen on, and the known places.
 */
export class Discovery implements Disposable {
  readonly #options: DiscoveryOptions;
  readonly #hostRoot: string;
  readonly #proc: ProcFs;
  readonly #processes: ProcessWatch;
  readonly #fixed: readonly EndpointCandidate[];
  readonly #links = new SocketLinks();
  readonly #yaml = new YamlFiles();
  readonly #presence = new FilePresence();

  /** @throws RangeError for flags or an environment that name no unix socket. */
  constructor(options: DiscoveryOptions) {
    this.#options = options;
    this.#hostRoot = (options.hostRoot ?? "").replace(/\/+$/, "");
    this.#fixed = endpointCandidates(options);
    this.#proc = new ProcFs(options.procRoot ?? procOf(this.#hostRoot));
    this.#processes = new ProcessWatch(this.#proc, this.#hostRoot);
  }

  /** Whether a flag or the environment says where, so that only that counts. */
  get named(): boolean {
    return this.#options.flags.length > 0 || (this.#options.environment ?? "") !== "";
  }

  /**
   * Looks at all evidence now.
   *
   * @param thorough Spare no effort; else processes are looked at ever less often as they grow older.
   */
  scan(thorough = true): Discovered {
    if (this.named) {
      return { candidates: this.#fixed.map((one) => this.#reachable(one)), problems: [] };
    }
    this.#yaml.begin();
    const refused: string[] = [];
    const doubts: string[] = [];
    const { sockets, kubelets } = this.#processes.scan(thorough);
    const onHost = [
      ...kubeletFilesEvidence(
        (path) => this.#read(path),
        this.#yaml,
        (problem) => doubts.push(problem),
      ),
      ...this.#crictlEvidence(refused),
    ].map((candidate) => this.#onHost(candidate));
    const known = [
      ...this.#fixed,
      ...userSockets({
        names: (folder) => this.#names(folder),
        exists: (path) => this.#presence.has(resolveOnHost(this.#hostRoot, path)),
        ownerOf: (folder) => ownerOf(resolveOnHost(this.#hostRoot, folder)),
      }),
    ].map((candidate) => this.#onHost(candidate));
    const candidates = [
      ...kubelets.flatMap((pid) =>
        runningKubeletEvidence(this.#proc, pid, this.#yaml, this.#hostRoot)
      ),
      ...onHost,
      ...sockets,
      ...known,
    ];
    const once = eachPathOnce(candidates);
    // Nobody shall make the host's own socket a duplicate of his.
    const ordered = [...once.filter(speaksForHost), ...once.filter((one) => !speaksForHost(one))];
    const [first] = refused;
    const later = this.#yaml.loading;
    return {
      candidates: ordered.map((one) => this.#reachable(one)),
      problems: [...refused, ...doubts],
      ...(first === undefined ? {} : { refused: first }),
      ...(later === undefined ? {} : { later }),
    };
  }

  /** Looks at all evidence, and waits for what it takes to read it. */
  async scanWhole(): Promise<Discovered> {
    for (;;) {
      const { later, ...found } = this.scan();
      if (later === undefined) return found;
      await later;
    }
  }

  /** Ends the looking. */
  [Symbol.dispose](): void {
    this.#proc[Symbol.dispose]();
    this.#links[Symbol.dispose]();
    this.#presence[Symbol.dispose]();
  }

  #reachable(candidate: EndpointCandidate): EndpointCandidate {
    if (!candidate.path.startsWith(`${this.#proc.root}/`)) return candidate;
    const via = this.#links.to(candidate.path);
    return via === undefined ? candidate : { ...candidate, via };
  }

  #crictlEvidence(refused: string[]): EndpointCandidate[] {
    return CRICTL_CONFIGS.flatMap((file) => {
      const text = this.#read(file);
      if (text === undefined) return [];
      try {
        const mapping = this.#yaml.read(text);
        if (mapping === undefined) return [];
        const { runtimeEndpoint } = parseCrictlConfig(mapping, file);
        if (runtimeEndpoint === undefined) return [];
        return [{ path: parseEndpoint(runtimeEndpoint), source: file, trust: {} }];
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        refused.push(error.message);
        return [];
      }
    });
  }

  #onHost(candidate: EndpointCandidate): EndpointCandidate {
    return { ...candidate, path: resolveOnHost(this.#hostRoot, candidate.path) };
  }

  #read(path: string): string | undefined {
    const file = resolveOnHost(this.#hostRoot, path);
    if (!this.#presence.has(file)) return undefined;
    try {
      return Deno.readTextFileSync(file);
    } catch {
      return undefined;
    }
  }

  #names(path: string): string[] {
    const folder = resolveOnHost(this.#hostRoot, path);
    if (!this.#presence.has(folder)) return [];
    try {
      return [...Deno.readDirSync(folder)].map(({ name }) => name);
    } catch {
      return [];
    }
  }
}

/** A pod may have process numbers of its own; the procfs below the host's root has the host's. */
function procOf(hostRoot: string): string {
  const proc = `${hostRoot}/proc`;
  return hostRoot !== "" && specialFileExists(`${proc}/1/status`) ? proc : "/proc";
}

function ownerOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).uid ?? undefined;
  } catch {
    return undefined;
  }
}

/** The first evidence for a path is the best; what later evidence says of its APIs and of whose it is is kept. */
function eachPathOnce(candidates: readonly EndpointCandidate[]): EndpointCandidate[] {
  const byPath = new Map<string, EndpointCandidate>();
  for (const candidate of candidates) {
    const known = byPath.get(candidate.path);
    byPath.set(candidate.path, known === undefined ? candidate : joined(known, candidate));
  }
  return [...byPath.values()];
}

function joined(known: EndpointCandidate, later: EndpointCandidate): EndpointCandidate {
  const kinds = known.kinds ?? later.kinds;
  const listener = known.listener ?? later.listener;
  // Any process may say that a socket is its runtime's: it takes nothing away from a place of the host's own.
  const trust = known.trust?.process !== undefined && speaksForHost(later)
    ? later.trust
    : known.trust;
  return {
    ...known,
    ...(kinds === undefined ? {} : { kinds }),
    ...(listener === undefined ? {} : { listener }),
    ...(trust === undefined ? {} : { trust }),
  };
}

/** No process vouches for it, or one of root's that sees the host as it is. */
function speaksForHost({ trust, nested }: EndpointCandidate): boolean {
  return trust?.process === undefined || (trust.process.uid === 0 && nested !== true);
}
