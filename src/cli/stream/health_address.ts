import type { HealthAddress } from "#pipeline/options.ts";
import { ValueError } from "../parsers.ts";

const RULE =
  "it must be :PORT (this node only), ADDRESS:PORT with an IP address, or unix:/PATH of a socket to make";
const HIGHEST_PORT = 65535;

/**
 * Reads where health probes are answered: `:9911` and `localhost:9911` are 127.0.0.1, other addresses are taken as they
 * are written. Brackets may stand around any address: a pod's, put there by Kubernetes, may be of either family.
 */
export function parseHealthAddress(text: string): HealthAddress {
  const [, url] = /^unix:(?:\/\/)?(\/.*)$/.exec(text) ?? [];
  if (url !== undefined) return { kind: "unix", path: socketPath(url) };
  const [, bracketed, plain = "", digits = ""] =
    /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text) ??
      [];
  const port = Number(digits);
  const hostname = addressOf(bracketed ?? plain);
  if (hostname === undefined || digits === "") throw new ValueError(RULE);
  if (port < 1 || port > HIGHEST_PORT) throw new ValueError("its port must be from 1 to 65535");
  return { kind: "tcp", hostname, port };
}

function socketPath(path: string): string {
  if (/\0|\/$/.test(path)) throw new ValueError(RULE);
  return path;
}

function addressOf(host: string): string | undefined {
  if (host === "" || host === "localhost") return "127.0.0.1";
  const digits = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)?.slice(1);
  if (digits !== undefined) return digits.every((part) => Number(part) <= 255) ? host : undefined;
  return isIpv6(host) ? host : undefined;
}

function isIpv6(host: string): boolean {
  return /^[0-9a-f:.]+$/i.test(host) && host.includes(":") && URL.canParse(`http://[${host}]/`);
}
