import { Environment } from "@marcbachmann/cel-js";
import type { Field } from "../fields.ts";
import type { Type } from "../types.ts";

/** What CEL calls our types. */
const CEL_TYPES: Readonly<Partial<Record<Type, string>>> = {
  timestamp: "google.protobuf.Timestamp",
  duration: "google.protobuf.Duration",
  map: "map<string, string>",
};

/** Kubernetes' libraries of addresses: name, types, result. Evaluation is the filter's own affair. */
const IP_FUNCTIONS: readonly string[] = [
  "ip(string): net.IP",
  "isIP(string): bool",
  "cidr(string): net.CIDR",
  "isCIDR(string): bool",
  "string(net.IP): string",
  "net.IP.family(): int",
  "net.IP.isUnspecified(): bool",
  "net.IP.isLoopback(): bool",
  "net.IP.isLinkLocalMulticast(): bool",
  "net.IP.isLinkLocalUnicast(): bool",
  "net.IP.isGlobalUnicast(): bool",
  "net.CIDR.containsIP(net.IP): bool",
  "net.CIDR.containsIP(string): bool",
  "net.CIDR.containsCIDR(net.CIDR): bool",
  "net.CIDR.containsCIDR(string): bool",
  "net.CIDR.ip(): net.IP",
  "net.CIDR.prefixLength(): int",
  "net.CIDR.masked(): net.CIDR",
];

/** Members of an object of the line, or the type of a value. */
interface Schema {
  [member: string]: string | Schema;
}

/** CEL with the keys of a line as variables. */
export function environmentOf(fields: ReadonlyMap<string, Field>): Environment {
  const environment = new Environment({ enableOptionalTypes: true });
  environment.registerType("net.IP", { fields: { text: "string" } });
  environment.registerType("net.CIDR", { fields: { text: "string" } });
  const evaluate = () => {
    throw new TypeError("Cannot evaluate addresses here as filters are compiled");
  };
  for (const signature of IP_FUNCTIONS) environment.registerFunction(signature, evaluate);
  for (const type of ["net.IP", "net.CIDR"]) {
    environment.registerOperator(`${type} == ${type}`, evaluate);
  }
  for (const [name, schema] of Object.entries(schemaOf(fields))) {
    if (typeof schema === "string") environment.registerVariable(name, schema);
    else environment.registerVariable({ name, schema });
  }
  return environment;
}

function schemaOf(fields: ReadonlyMap<string, Field>): Schema {
  const whole: Schema = {};
  for (const { name, type } of fields.values()) {
    const path = name.split(".");
    const last = path.pop() ?? "";
    let inner = whole;
    for (const key of path) {
      const next = inner[key] ??= {};
      if (typeof next === "string") {
        throw new TypeError(`Cannot filter by ${name} as ${key} is a value and not an object`);
      }
      inner = next;
    }
    inner[last] = CEL_TYPES[type] ?? type;
  }
  return whole;
}
