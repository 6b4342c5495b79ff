/** Types of expressions. */
export type Type =
  | "bool"
  | "int"
  | "string"
  | "timestamp"
  | "duration"
  | "ip"
  | "cidr"
  | "map"
  | ListType;

/** Types of lists. */
export type ListType =
  | "list<bool>"
  | "list<int>"
  | "list<string>"
  | "list<timestamp>"
  | "list<duration>"
  | "list<empty>";

/** An address of the Internet. */
export interface Ip {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

/** A network: an address and how many of its first bits count. */
export interface Cidr {
  readonly ip: Ip;
  readonly prefix: number;
}

/** A value: integers are 64 bits; timestamps and durations are nanoseconds, since 1970 or in all. */
export type Value =
  | boolean
  | bigint
  | string
  | Ip
  | Cidr
  | readonly Value[]
  | ReadonlyMap<string, Value>;

/** The type of a list's elements. */
export function elementType(type: Type): Type | undefined {
  const inner = /^list<(\w+)>$/.exec(type)?.[1];
  return inner === undefined || inner === "empty" ? undefined : inner as Type;
}
