import { existsSync } from "node:fs";
import { CRICTL_CONFIG_FILE, parseCrictlConfig } from "./crictl_config.ts";
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
   * Where the host's procfs is.
   *
   * @default {"/proc"}
   */
  readonly procRoot?: string | undefined;
}

/** What was found. */
export interface Discovered {
  /** Those with the best evidence first, each path once. */
  readonly candidates: readonly EndpointCandidate[];
  /** Evidence that is there and cannot be used, a sentence each. */
  readonly problems: readonly string[];
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

  /** @throws RangeError for flags or an environment that name no unix socket. */
  constructor(options: DiscoveryOptions) {
    this.#options = options;
    this.#hostRoot = (options.hostRoot ?? "").replace(/\/+$/, "");
    this.#fixed = endpointCandidates(options);
    this.#proc = new ProcFs(options.procRoot);
    this.#processes = new ProcessWatch(this.#proc);
  }

  /** Whether a flag or the environment says where, so that only that counts. */
  get named(): boolean {
    return this.#options.flags.length > 0 || (this.#options.environment ?? "") !== "";
  }

  /** Looks at all evidence now. */
  scan(): Discovered {
    if (this.named) return { candidates: this.#fixed, problems: [] };
    const problems: string[] = [];
    const { sockets, kubelets } = this.#processes.scan();
    const onHost = [
      ...kubeletFilesEvidence((path) => this.#read(path)),
      ...this.#crictlEvidence(problems),
    ].map((candidate) => this.#onHost(candidate));
    const known = [
      ...this.#fixed,
      ...userSockets({
        names: (folder) => this.#names(folder),
        exists: (path) => existsSync(resolveOnHost(this.#hostRoot, path)),
      }),
    ].map((candidate) => this.#onHost(candidate));
    const candidates = [
      ...kubelets.flatMap((pid) => runningKubeletEvidence(this.#proc, pid)),
      ...onHost,
      ...sockets,
      ...known,
    ];
    return { candidates: eachPathOnce(candidates).map((one) => this.#reachable(one)), problems };
  }

  /** Ends the looking. */
  [Symbol.dispose](): void {
    this.#proc[Symbol.dispose]();
    this.#links[Symbol.dispose]();
  }

  #reachable(candidate: EndpointCandidate): EndpointCandidate {
    if (!candidate.path.startsWith(`${this.#proc.root}/`)) return candidate;
    const via = this.#links.to(candidate.path);
    return { ...candidate, nested: true, ...(via === undefined ? {} : { via }) };
  }

  #crictlEvidence(problems: string[]): EndpointCandidate[] {
    return CRICTL_CONFIGS.flatMap((file) => {
      const text = this.#read(file);
      if (text === undefined) return [];
      try {
        const { runtimeEndpoint } = parseCrictlConfig(text, file);
        if (runtimeEndpoint === undefined) return [];
        return [{ path: parseEndpoint(runtimeEndpoint), source: file }];
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        problems.push(error.message);
        return [];
      }
    });
  }

  #onHost(candidate: EndpointCandidate): EndpointCandidate {
    return { ...candidate, path: resolveOnHost(this.#hostRoot, candidate.path) };
  }

  #read(path: string): string | undefined {
    const file = resolveOnHost(this.#hostRoot, path);
    // Most are not there, and asking costs far less than an error.
    if (!existsSync(file)) return undefined;
    try {
      return Deno.readTextFileSync(file);
    } catch {
      return undefined;
    }
  }

  #names(path: string): string[] {
    const folder = resolveOnHost(this.#hostRoot, path);
    if (!existsSync(folder)) return [];
    try {
      return [...Deno.readDirSync(folder)].map(({ name }) => name);
    } catch {
      return [];
    }
  }
}

/** The first evidence for a path is the best; what later evidence says of its APIs is kept. */
function eachPathOnce(candidates: readonly EndpointCandidate[]): EndpointCandidate[] {
  const byPath = new Map<string, EndpointCandidate>();
  for (const candidate of candidates) {
    const known = byPath.get(candidate.path);
    if (known === undefined) byPath.set(candidate.path, candidate);
    else if (known.kinds === undefined && candidate.kinds !== undefined) {
      byPath.set(candidate.path, { ...known, kinds: candidate.kinds });
    }
  }
  return [...byPath.values()];
}
