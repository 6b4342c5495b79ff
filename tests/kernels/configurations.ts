/** The kernels that critter is tried on, the rows of docs/kernels.md. */

import type { Architecture } from "../../scripts/kernels/architecture.ts";

/** One kernel, and how it is started. */
export interface Configuration {
  /** The row's title, and the tests'. */
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
}

/** The kernels by the names that the expectations use. */
export const CONFIGURATIONS = {
  host: { title: "6.18, of the test machine", series: "6.18" },
  "6.1": {
    title: "6.1, Debian",
    series: "6.1",
    guest: { architecture: "x86_64", cgroup: 2 },
  },
  "6.12": {
    title: "6.12, Debian",
    series: "6.12",
    guest: { architecture: "x86_64", cgroup: 2 },
  },
  confidentiality: {
    title: "6.12, Debian, lockdown=confidentiality",
    series: "6.12",
    guest: { architecture: "x86_64", cgroup: 2, commandLine: ["lockdown=confidentiality"] },
  },
  "6.1 confidentiality": {
    title: "6.1, Debian, lockdown=confidentiality",
    series: "6.1",
    guest: { architecture: "x86_64", cgroup: 2, commandLine: ["lockdown=confidentiality"] },
  },
  v1: {
    title: "6.1, Debian, cgroup version 1 alone",
    series: "6.1",
    guest: { architecture: "x86_64", cgroup: 1 },
  },
  arm64: {
    title: "6.1, Debian, arm64",
    series: "6.1",
    guest: { architecture: "aarch64", cgroup: 2 },
  },
} as const satisfies Readonly<Record<string, Configuration>>;

/** A kernel's name. */
export type ConfigurationName = keyof typeof CONFIGURATIONS;

/** All names, in the order of the rows. */
export const CONFIGURATION_NAMES = Object.keys(CONFIGURATIONS) as ConfigurationName[];
