import type { YamlFiles } from "../config/yaml_files.ts";
import { flagValues } from "./command_line.ts";
import { type EndpointCandidate, parseEndpoint, type SocketTrust } from "./endpoints.ts";
import type { ProcFs } from "./proc_fs.ts";
import { isOnHost, pathSeenFromHere, servingProcess } from "./serving_process.ts";

/** Reads a file of the host; undefined where there is none. */
export type ReadText = (path: string) => string | undefined;

const ENDPOINT_FLAG = "container-runtime-endpoint";
const ENDPOINT_FIELD = "containerRuntimeEndpoint";

/** Where kubeadm and others leave what the kubelet is told. */
const KUBELET_CONFIGS = ["/var/lib/kubelet/config.yaml", "/var/lib/kubelet/instance-config.yaml"];
const ROOT: SocketTrust = { uid: 0 };
const KUBEADM_FLAGS = "/var/lib/kubelet/kubeadm-flags.env";

/** What a kubelet's command line says. */
interface KubeletFlags {
  readonly endpoint?: string;
  readonly config?: string;
  readonly configDir?: string;
}

/**
 * The runtime that a running kubelet was told of: by its deprecated flag, which counts most, by the drop-ins of its
 * --config-dir, of which the last counts, and by its --config.
 */
export function runningKubeletEvidence(
  proc: ProcFs,
  pid: number,
  yaml: YamlFiles,
  hostRoot = "",
): EndpointCandidate[] {
  const process = servingProcess(proc, pid);
  if (process === undefined) return [];
  const command = proc.text(`${pid}/cmdline`)?.split("\0") ?? [];
  const { endpoint, config, configDir } = kubeletFlags(command);
  const nested = !isOnHost(proc, pid);
  const candidate = (endpoint: string, source: string) =>
    candidateOf(endpoint, source, { uid: process.uid, process })
      .map((one) => ({
        ...one,
        path: pathSeenFromHere(proc, pid, one.path, hostRoot),
        ...(nested ? { nested } : {}),
      }));
  if (endpoint !== undefined) {
    return candidate(endpoint, `--${ENDPOINT_FLAG} of the kubelet (process ${pid})`);
  }
  const files = [
    ...dropIns(proc, pid, configDir),
    ...config === undefined ? [] : [config],
  ];
  for (const file of files) {
    // Relative to the kubelet's own view, which need not be ours.
    const text = file.startsWith("/") ? proc.text(`${pid}/root${file}`) : undefined;
    // It runs, so what is amiss in the file is none of its.
    const value = text !== undefined && mayName(text)
      ? endpointIn(text, file, yaml, () => {})
      : undefined;
    if (value !== undefined) return candidate(value, `${file} of the kubelet (process ${pid})`);
  }
  return [];
}

/**
 * The runtimes that the kubelet's files name, whether it runs or not.
 *
 * @param doubt Told of each file that cannot be used, in a sentence.
 */
export function kubeletFilesEvidence(
  read: ReadText,
  yaml: YamlFiles,
  doubt: (problem: string) => void,
): EndpointCandidate[] {
  const found: EndpointCandidate[] = [];
  const flag = endpointInVariables(read(KUBEADM_FLAGS) ?? "");
  if (flag !== undefined) found.push(...candidateOf(flag, KUBEADM_FLAGS, ROOT));
  for (const file of KUBELET_CONFIGS) {
    const text = read(file) ?? "";
    const value = text === "" ? undefined : endpointIn(text, file, yaml, doubt);
    if (value !== undefined) found.push(...candidateOf(value, file, ROOT));
  }
  return found;
}

/** Only escapes can hide the name from view; most files do not name it, and need not be read where no fault is told. */
function mayName(text: string): boolean {
  return text.includes(ENDPOINT_FIELD) || text.includes("\\");
}

/**
 * The flag in a file of variables as systemd reads it: neither in a comment nor in a variable that is set again below,
 * and the last one of several.
 */
function endpointInVariables(text: string): string | undefined {
  const values = new Map<string, string>();
  for (const line of text.replaceAll(/\\\r?\n/g, " ").split(/[\r\n]+/)) {
    const [, name, value = ""] = /^\s*([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? [];
    if (name !== undefined) values.set(name, value);
  }
  const flag = new RegExp(`(?<![^\\s"'])--${ENDPOINT_FLAG}[= ]["']?([^\\s"']*)`, "g");
  return [...values.values()].join("\n").matchAll(flag).toArray().at(-1)?.[1] || undefined;
}

/** What a KubeletConfiguration says; undefined where it does not, or the file is not read yet. */
function endpointIn(
  text: string,
  file: string,
  yaml: YamlFiles,
  doubt: (problem: string) => void,
): string | undefined {
  const mapping = yaml.read(text);
  if (mapping === undefined) return undefined;
  const refuse = (line: number, rule: string) =>
    doubt(`Cannot use the kubelet's configuration as ${rule}: ${file}:${line}; mend it`);
  if ("fault" in mapping) {
    refuse(mapping.fault.line, mapping.fault.rule);
    return undefined;
  }
  const entry = mapping.entries.find(({ key }) => key === ENDPOINT_FIELD);
  if (entry === undefined || entry.text === "") return undefined;
  if (entry.isText) return entry.text;
  refuse(entry.line, `${ENDPOINT_FIELD} must be text`);
  return undefined;
}

/** The three flags, written with = or as two arguments. */
export function kubeletFlags(command: readonly string[]): KubeletFlags {
  // The last one counts.
  const flag = (name: string) => flagValues(command, name).at(-1) || undefined;
  const endpoint = flag(ENDPOINT_FLAG);
  const config = flag("config");
  const configDir = flag("config-dir");
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(config === undefined ? {} : { config }),
    ...(configDir === undefined ? {} : { configDir }),
  };
}

/** Drop-ins are merged in the order of their names, so that the last one counts. */
function dropIns(proc: ProcFs, pid: number, folder: string | undefined): string[] {
  if (folder === undefined || !folder.startsWith("/")) return [];
  return proc.names(`${pid}/root${folder}`).filter((name) => name.endsWith(".conf"))
    .toSorted().reverse().map((name) => `${folder}/${name}`);
}

/** What is no unix socket is no candidate: it is not for critter to judge a kubelet's configuration. */
function candidateOf(
  endpoint: string,
  source: string,
  trust: SocketTrust,
): EndpointCandidate[] {
  try {
    return [{ path: parseEndpoint(endpoint), source, trust }];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}
