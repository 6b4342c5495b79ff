import { bitsOf, containsIp, IP_TESTS, ipText, parseCidr, parseIp } from "./ip.ts";
import { CIVIL, LENGTHS } from "./moments.ts";
import { type Cidr, elementType, type Ip, type Type, type Value } from "../types.ts";
import {
  compare,
  duration,
  equal,
  Fault,
  int64,
  parseDuration,
  parseTimestamp,
  timestamp,
} from "./values.ts";

/** What an operation does on arguments of given types. */
export interface Operation {
  readonly result: Type;
  /** Its value; for what containers' labels decide. @throws Fault */
  evaluate(...values: readonly Value[]): Value;
  /** Which arguments may be an event's own: only what the hot path can do on records. */
  readonly onRecords: "any" | "none" | readonly boolean[];
}

type Evaluate = (...values: never[]) => Value;

const ORDERED: readonly Type[] = ["bool", "int", "string", "timestamp", "duration"];
const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};
const EQUAL_ON_RECORDS: readonly Type[] = [...ORDERED, "ip"];

/** Operations by name and types, as `startsWith(string,string)`. */
const TABLE: ReadonlyMap<string, Operation> = new Map(
  [
    ...rows("any", {
      "startsWith(string,string):bool": (a: string, b: string) => a.startsWith(b),
      "endsWith(string,string):bool": (a: string, b: string) => a.endsWith(b),
      "contains(string,string):bool": (a: string, b: string) => a.includes(b),
      "size(string):int": (a: string) => BigInt([...a].length),
      "lowerAscii(string):string": (a: string) => a.replace(/[A-Z]/g, (c) => c.toLowerCase()),
      "upperAscii(string):string": (a: string) => a.replace(/[a-z]/g, (c) => c.toUpperCase()),
      "+(int,int):int": (a: bigint, b: bigint) => int64(a + b),
      "-(int,int):int": (a: bigint, b: bigint) => int64(a - b),
      "*(int,int):int": (a: bigint, b: bigint) => int64(a * b),
      "/(int,int):int": (a: bigint, b: bigint) => int64(divisible(a, b) / b),
      // As with cel-go, where the quotient overflows so does the remainder.
      "%(int,int):int": (a: bigint, b: bigint) => a - int64(divisible(a, b) / b) * b,
      "-(int):int": (a: bigint) => int64(-a),
      "-(timestamp,timestamp):duration": (a: bigint, b: bigint) => duration(a - b),
      "+(timestamp,duration):timestamp": (a: bigint, b: bigint) => timestamp(a + b),
      "-(timestamp,duration):timestamp": (a: bigint, b: bigint) => timestamp(a - b),
      "+(duration,timestamp):timestamp": (a: bigint, b: bigint) => timestamp(a + b),
      "+(duration,duration):duration": (a: bigint, b: bigint) => duration(a + b),
      "-(duration,duration):duration": (a: bigint, b: bigint) => duration(a - b),
      "ip(string):ip": parseIp,
      "isIP(string):bool": (a: string) => parses(() => parseIp(a)),
      "family(ip):int": ({ family }: Ip) => BigInt(family),
    }),
    ...rows("any", byName(IP_TESTS, "ip", "bool")),
    ...rows("any", byName(CIVIL, "timestamp", "int")),
    ...rows("any", byName(LENGTHS, "duration", "int")),
    ...rows([false, true], {
      "containsIP(cidr,ip):bool": containsIp,
      "containsIP(cidr,string):bool": (a: Cidr, b: string) => containsIp(a, parseIp(b)),
    }),
    ...rows("none", {
      "+(string,string):string": (a: string, b: string) => a + b,
      "size(map):int": (a: ReadonlyMap<string, Value>) => BigInt(a.size),
      "index(map,string):string": valueAt,
      "timestamp(string):timestamp": parseTimestamp,
      "timestamp(int):timestamp": (a: bigint) => timestamp(a * 1_000_000_000n),
      "duration(string):duration": parseDuration,
      "int(int):int": same,
      "int(string):int": parseInteger,
      "string(string):string": same,
      "string(int):string": String,
      "string(bool):string": String,
      "string(ip):string": ipText,
      "bool(bool):bool": same,
      "bool(string):bool": parseBool,
      "cidr(string):cidr": parseCidr,
      "isCIDR(string):bool": (a: string) => parses(() => parseCidr(a)),
      "containsCIDR(cidr,cidr):bool": containsCidr,
      "containsCIDR(cidr,string):bool": (a: Cidr, b: string) => containsCidr(a, parseCidr(b)),
      "ip(cidr):ip": ({ ip }: Cidr) => ip,
      "prefixLength(cidr):int": ({ prefix }: Cidr) => BigInt(prefix),
      "masked(cidr):cidr": masked,
    }),
  ],
);

/** What an operation does on arguments of these types; undefined: there is no such operation. */
export function operationOf(name: string, types: readonly Type[]): Operation | undefined {
  const [a, b] = types;
  const found = TABLE.get(`${name}(${types.join()})`);
  if (found !== undefined || a === undefined) return found;
  if (name === "matches" && a === "string" && b === "string") return MATCHES;
  if (name === "size" && a.startsWith("list")) return sizeOf(a);
  if (name === "index" && a.startsWith("list") && b === "int") return indexOf(a);
  if (name === "in" && b !== undefined) return membership(a, b);
  if (name === "==" && (a === b || bothLists(a, b))) return equality(a);
  if (name in ORDERS && a === b && ORDERED.includes(a)) return ordering(name);
  if (name === "+" && b !== undefined && bothLists(a, b)) return concatenation(a, b);
  return undefined;
}

/** Its patterns are compiled: what they find is looked up by who holds them. */
const MATCHES: Operation = {
  result: "bool",
  evaluate: () => {
    throw new TypeError("Cannot evaluate matches() here as its pattern is compiled elsewhere");
  },
  onRecords: [true, false],
};

function sizeOf(list: Type): Operation {
  return {
    result: "int",
    evaluate: (list) => BigInt((list as readonly Value[]).length),
    onRecords: list === "list<string>" ? "any" : "none",
  };
}

function indexOf(list: Type): Operation {
  return {
    result: elementType(list) ?? "string",
    evaluate: (list, index) => {
      const value = (list as readonly Value[])[Number(index)];
      if ((index as bigint) < 0n || value === undefined) throw new Fault("index out of range");
      return value;
    },
    onRecords: list === "list<string>" ? "any" : "none",
  };
}

function membership(element: Type, container: Type): Operation | undefined {
  if (container === "map" && element === "string") {
    return {
      result: "bool",
      evaluate: (key, map) => (map as ReadonlyMap<string, Value>).has(key as string),
      onRecords: [true, false],
    };
  }
  if (container !== "list<empty>" && elementType(container) !== element) return undefined;
  return {
    result: "bool",
    evaluate: (one, list) => (list as readonly Value[]).some((other) => equal(one, other)),
    onRecords: container === "list<string>" ? "any" : element === "bool" ? "none" : [true, false],
  };
}

function equality(type: Type): Operation {
  return {
    result: "bool",
    evaluate: equal,
    onRecords: EQUAL_ON_RECORDS.includes(type) ? "any" : "none",
  };
}

function ordering(name: string): Operation {
  return {
    result: "bool",
    evaluate: (a, b) => ORDERS[name]?.(compare(a, b)) ?? false,
    onRecords: "any",
  };
}

function concatenation(a: Type, b: Type): Operation {
  return {
    result: a === "list<empty>" ? b : a,
    evaluate: (left, right) => [...left as readonly Value[], ...right as readonly Value[]],
    onRecords: "none",
  };
}

function bothLists(a: Type, b: Type | undefined): boolean {
  return a.startsWith("list") && b !== undefined && b.startsWith("list") &&
    (a === b || a === "list<empty>" || b === "list<empty>");
}

function rows(
  onRecords: Operation["onRecords"],
  table: Readonly<Record<string, Evaluate>>,
): [string, Operation][] {
  return Object.entries(table).map(([signature, evaluate]) => {
    const end = signature.lastIndexOf(":");
    const result = signature.slice(end + 1) as Type;
    return [signature.slice(0, end), {
      result,
      evaluate: evaluate as Operation["evaluate"],
      onRecords,
    }];
  });
}

function byName(
  table: Readonly<Record<string, Evaluate>>,
  argument: Type,
  result: Type,
): Readonly<Record<string, Evaluate>> {
  return Object.fromEntries(
    Object.entries(table).map(([name, evaluate]) => [`${name}(${argument}):${result}`, evaluate]),
  );
}

function same(value: Value): Value {
  return value;
}

function valueAt(map: ReadonlyMap<string, Value>, key: string): Value {
  const value = map.get(key);
  if (value === undefined) throw new Fault("no such key");
  return value;
}

function divisible(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new Fault("division by zero");
  return a;
}

function parses(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

function parseInteger(text: string): bigint {
  if (!/^-?\d+$/.test(text)) throw new Fault("it must be an integer");
  return int64(BigInt(text));
}

function parseBool(text: string): boolean {
  if (["1", "t", "true", "TRUE", "True", "T"].includes(text)) return true;
  if (["0", "f", "false", "FALSE", "False", "F"].includes(text)) return false;
  throw new Fault("it must be true or false");
}

function containsCidr(outer: Cidr, inner: Cidr): boolean {
  return outer.prefix <= inner.prefix && containsIp(outer, inner.ip);
}

function masked({ ip, prefix }: Cidr): Cidr {
  const shift = BigInt(bitsOf(ip) - prefix);
  return { ip: { ...ip, bits: ip.bits >> shift << shift }, prefix };
}
