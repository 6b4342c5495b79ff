/** What the guest tells the tests: a line of JSON each. */
import type { KernelFeatures } from "#kernel/bpf/features.ts";
import type { Line } from "#tests/e2e/critter.ts";

/** One thing to tell. */
export type Report =
  | { readonly kind: "machine"; readonly machine: Machine }
  | { readonly kind: "doctor"; readonly code: number; readonly doctor: Doctor }
  /** Where the programs of `critter watch` are attached, as the kernel says. */
  | { readonly kind: "hooks"; readonly hooks: readonly string[] }
  /** A line of `critter watch` that tells of the scene's container. */
  | { readonly kind: "line"; readonly line: Line }
  /** How `critter watch` ended. */
  | { readonly kind: "ending"; readonly code: number; readonly stderr: string }
  /** The scene broke off: why. */
  | { readonly kind: "failure"; readonly message: string };

/** The machine as the scene finds it. */
export interface Machine extends KernelFeatures {
  /** Network interfaces. */
  readonly interfaces: readonly string[];
}

/** What `critter doctor -o json` writes. */
export interface Doctor {
  readonly ok: boolean;
  readonly checks: readonly {
    readonly code: string;
    readonly title: string;
    readonly status: "ok" | "warn" | "fail";
    readonly detail: string;
  }[];
  readonly hooks: readonly {
    readonly kind: string;
    readonly hook?: string;
    readonly program?: string;
    readonly missing: readonly string[];
  }[];
}
