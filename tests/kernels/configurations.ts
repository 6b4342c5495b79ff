/** The kernels that critter is tried on, the columns of docs/kernels.md. */

import type { Architecture } from "../../scripts/kernels/architecture.ts";

/** One kernel, and how it is started. */
export interface Configuration {
  /** The column's title, and the tests'. */
  readonly title: string;
  /** The series, as `uname -r` begins. */
  readonly series: string;
  /** How it is booted; undefined: it is the kernel that runs the tests. */
  readonly guest?: {
    readonly architecture: Architecture;
    /** The version of cgroups that is mounted. */
    readonly cgroup: 1 | 2;
    /** The kernel's command line besides. */
    readonly commandLine?: readonly string[];
  };
  /** Codes of doctor's checks that fail; with one, `critter watch` says why and ends with 1. */
  readonly failedChecks: readonly string[];
}

/** The kernels by the names that the expectations use. */
export const CONFIGURATIONS = {
  host: { title: "6.18, the tests' own", series: "6.18", failedChecks: [] },
  "6.1": {
    title: "6.1",
    series: "6.1",
    guest: { architecture: "x86_64", cgroup: 2 },
    failedChecks: [],
  },
  "6.12": {
    title: "6.12",
    series: "6.12",
    guest: { architecture: "x86_64", cgroup: 2 },
    failedChecks: [],
  },
  confidentiality: {
    title: "6.12, lockdown=confidentiality",
    series: "6.12",
    guest: { architecture: "x86_64", cgroup: 2, commandLine: ["lockdown=confidentiality"] },
    failedChecks: ["K003", "K005"],
  },
  v1: {
    title: "6.1, cgroup v1 alone",
    series: "6.1",
    guest: { architecture: "x86_64", cgroup: 1 },
    failedChecks: [],
  },
  arm64: {
    title: "6.1, arm64",
    series: "6.1",
    guest: { architecture: "aarch64", cgroup: 2 },
    failedChecks: [],
  },
} as const satisfies Readonly<Record<string, Configuration>>;

/** A kernel's name. */
export type ConfigurationName = keyof typeof CONFIGURATIONS;

/** All names, in the order of the columns. */
export const CONFIGURATION_NAMES = Object.keys(CONFIGURATIONS) as ConfigurationName[];
