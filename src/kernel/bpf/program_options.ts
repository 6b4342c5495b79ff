import * as skeleton from "#bpf/skeleton.ts";
import { EVENT_KINDS, eventMask } from "#events/kinds.ts";
import type { Hierarchy } from "../cgroup/hierarchy.ts";
import { memory } from "../libc.ts";
import { readSpecialText } from "../special_files.ts";

/** What the programs are told before they are loaded. */
export interface ProgramOptions {
  readonly hierarchy: Hierarchy;
  /** Names of the events that are asked for; absent: all. */
  readonly events: readonly string[] | undefined;
  /** How many of a process's ancestors records tell. */
  readonly ancestors: number;
  readonly pageBytes: number;
}

/** `struct options` of bpf/hierarchy.h. */
export function optionsOf(
  { hierarchy, events, ancestors, pageBytes }: ProgramOptions,
): Uint8Array<ArrayBuffer> {
  const kinds = EVENT_KINDS.filter(({ name }) => events === undefined || events.includes(name));
  const value = memory(24);
  const view = new DataView(value.buffer);
  view.setBigUint64(16, allCapabilities(), true);
  [skeleton.hierarchies[hierarchy], eventMask(kinds), ancestors, Math.log2(pageBytes)]
    .forEach((number, index) => view.setUint32(4 * index, number, true));
  return value;
}

/** Those of the node's first process, a bit each; 0 where /proc does not tell. */
function allCapabilities(): bigint {
  const digits = /^CapEff:\s*([0-9a-f]+)$/m.exec(readSpecialText("/proc/1/status"))?.[1];
  return digits === undefined ? 0n : BigInt(`0x${digits}`);
}

/** A hierarchy as the variable of the programs that holds it. */
export function valueOf(hierarchy: Hierarchy): Uint8Array<ArrayBuffer> {
  const value = memory(4);
  new DataView(value.buffer).setUint32(0, skeleton.hierarchies[hierarchy], true);
  return value;
}
