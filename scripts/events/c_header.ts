import { type EventKind, LIMITS, type Member, type Payload } from "#events/definition.ts";
import { ENUMERATIONS } from "#events/tables/enumerations.ts";
import { ANCESTOR, PARTY } from "#events/lineage.ts";
import { RECORD, WIRE_VERSION } from "#events/record.ts";
import { constantName, layOut, payloadsOf } from "./layout.ts";

const LICENCE = "/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */";
const C_TYPES: Readonly<Record<Member["type"], string>> = {
  u16: "unsigned short",
  u32: "unsigned int",
  u64: "unsigned long long",
  name16: "char",
};

/** bpf/wire.h: what the programs write into the ring buffer. */
export function wireHeader(kinds: readonly EventKind[]): string {
  const payloads = payloadsOf(kinds);
  const width = Math.max(...Object.keys(LIMITS).map((name) => name.length));
  return `${LICENCE}
/*
 * The wire layout: what the programs write into the ring buffer, little endian; a record starts 8-byte aligned.
 * Made by deno task events from src/events/; not to be edited.
 */
#ifndef CRITTER_WIRE_H
#define CRITTER_WIRE_H

#define CRITTER_WIRE_VERSION ${WIRE_VERSION}

#define CRITTER_COMM_LENGTH 16
${
    Object.entries(LIMITS).map(([name, value]) =>
      `#define CRITTER_${name.padEnd(width)} ${value}`.replace(/ +(\d+)$/, " $1")
    ).join("\n")
  }

enum critter_record_type {
${kinds.map((kind) => `\tCRITTER_${constantName(kind.name)} = ${kind.recordType},`).join("\n")}
};
${
    Object.entries(ENUMERATIONS).map(([name, { comment, words }]) =>
      enumeration(name, comment, words)
    )
      .join("")
  }${flagged(kinds).map(({ payload, flags }) => flagsEnum(payload, flags)).join("")}
${structure("ancestor", ANCESTOR.comment, ANCESTOR.members)}
${structure("party", PARTY.comment, PARTY.members)}
${structure("record", RECORD.comment, RECORD.members)}
${payloads.map(({ struct, comment, members }) => structure(struct, comment, members)).join("\n")}
#endif
`;
}

/** bpf/layout.c: names every type of the header once, so that their BTF can be compared with wasm/wire.ts. */
export function layoutSource(kinds: readonly EventKind[]): string {
  const structs = ["ancestor", "party", "record", ...payloadsOf(kinds).map(({ struct }) => struct)];
  const last = kinds.reduce((one, other) => other.recordType > one.recordType ? other : one);
  return `${LICENCE}
/* Not a program: names every type and constant of wire.h once, so that their BTF can be compared with wasm/wire.ts. */
/* Made by deno task events from src/events/; not to be edited. */
#include "wire.h"
#include <linux/bpf.h>

enum critter_limits {
	CRITTER_LIMIT_WIRE_VERSION = CRITTER_WIRE_VERSION,
	CRITTER_LIMIT_COMM_LENGTH = CRITTER_COMM_LENGTH,
${Object.keys(LIMITS).map((name) => `\tCRITTER_LIMIT_${name} = CRITTER_${name},`).join("\n")}
	CRITTER_LIMIT_LAST_RECORD_TYPE = CRITTER_${constantName(last.name)},
	CRITTER_LIMIT_RING_HEADER_SIZE = BPF_RINGBUF_HDR_SZ,
	CRITTER_LIMIT_CONTAINER_TYPES = ${
    kinds.filter(({ ofContainers }) => ofContainers).map(({ name }) =>
      `1 << CRITTER_${constantName(name)}`
    ).join(" | ") || "0"
  },
};

/* Apart, as the upper bit makes an enumeration unsigned. */
enum critter_ring_bits {
	CRITTER_RING_BUSY = BPF_RINGBUF_BUSY_BIT,
	CRITTER_RING_DISCARD = BPF_RINGBUF_DISCARD_BIT,
};

struct {
${structs.map((name) => `\tstruct critter_${name} ${name};`).join("\n")}
	enum critter_record_type type;
${
    flagged(kinds).map(({ payload: { struct } }) =>
      `\tenum critter_${struct}_flags ${struct}_flags;`
    ).join("\n")
  }
${Object.keys(ENUMERATIONS).map((name) => `\tenum critter_${name} ${name};`).join("\n")}
	enum critter_limits limits;
	enum critter_ring_bits ring_bits;
} critter_layout = {};
`;
}

function enumeration(name: string, comment: string, words: readonly string[]): string {
  const values = words.map((word, number) =>
    `\tCRITTER_${name}_${word}`.toUpperCase().replaceAll("-", "_") + ` = ${number},`
  );
  return `
/* ${comment} */
enum critter_${name} {
${values.join("\n")}
};
`;
}

/** Kinds with flags, those that share a payload once. */
function flagged(kinds: readonly EventKind[]): readonly EventKind[] {
  const known = new Set<string>();
  return kinds.filter(({ flags, payload: { struct } }) => {
    if (flags.length === 0 || known.has(struct)) return false;
    known.add(struct);
    return true;
  });
}

function flagsEnum({ struct }: Payload, flags: readonly string[]): string {
  const values = flags.map((name, bit) =>
    `\tCRITTER_${struct.toUpperCase()}_${name.toUpperCase()} = 1 << ${bit},`
  );
  return `
/* Flags of a record of type ${struct}. */
enum critter_${struct}_flags {
${values.join("\n")}
};
`;
}

function structure(name: string, comment: string, members: readonly Member[]): string {
  const lines = layOut(name, members).members.map((member) => {
    const length = member.type === "name16" ? "[CRITTER_COMM_LENGTH]" : "";
    const note = member.comment === undefined ? "" : ` /* ${member.comment} */`;
    return `\t${C_TYPES[member.type]} ${member.name}${length};${note}`;
  });
  return `/* ${comment} */
struct critter_${name} {
${lines.join("\n")}
};
`;
}
