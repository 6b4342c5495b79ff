// Programs whose short options have secrets as their values.

import { beginsLower } from "./mask";

export const NONE: u32 = 0;
/** -pSECRET */
export const MYSQL: u32 = 1;
/** -p SECRET, and -pSECRET */
export const SMALL_P: u32 = 2;
/** -u USER:SECRET, -U USER:SECRET */
export const CURL: u32 = 3;
/** -a SECRET */
export const REDIS: u32 = 4;
/** -p SECRET, behind the word login */
export const LOGIN: u32 = 5;
/** -w SECRET */
export const LDAP: u32 = 6;
/** -P SECRET */
export const CAPITAL_P: u32 = 7;
/** -U USER%SECRET */
export const SAMBA: u32 = 8;

/** What is known of a program by its name, the last part of a path. */
export function programOf(from: usize, to: usize): u32 {
  const length = to - from;
  if (length < 2 || length > 16) return NONE;
  if (beginsLower(from, to, "mysql") || beginsLower(from, to, "mariadb")) return MYSQL;
  if (is(from, to, "7z") || is(from, to, "7za")) return MYSQL;
  if (is(from, to, "sshpass")) return SMALL_P;
  if (beginsLower(from, to, "mongo") && !is(from, to, "mongod") && !is(from, to, "mongos")) {
    return SMALL_P;
  }
  if (is(from, to, "curl")) return CURL;
  if (is(from, to, "redis-cli") || is(from, to, "valkey-cli") || is(from, to, "keydb-cli")) {
    return REDIS;
  }
  if (isLogin(from, to)) return LOGIN;
  if (beginsLower(from, to, "ldap")) return LDAP;
  if (is(from, to, "sqlcmd") || is(from, to, "bcp") || is(from, to, "ipmitool")) return CAPITAL_P;
  if (is(from, to, "mosquitto_pub") || is(from, to, "mosquitto_sub")) return CAPITAL_P;
  if (is(from, to, "unzip") || is(from, to, "zip")) return CAPITAL_P;
  if (is(from, to, "smbclient") || is(from, to, "rpcclient")) return SAMBA;
  return NONE;
}

function isLogin(from: usize, to: usize): bool {
  return is(from, to, "docker") || is(from, to, "podman") || is(from, to, "nerdctl") ||
    is(from, to, "buildah") || is(from, to, "skopeo") || is(from, to, "crane") ||
    is(from, to, "helm") || is(from, to, "oras") || is(from, to, "oc");
}

function is(from: usize, to: usize, name: string): bool {
  return to - from === <usize> name.length && beginsLower(from, to, name);
}
