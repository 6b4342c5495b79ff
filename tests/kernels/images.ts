/** What the guests boot, made once and shared by those of one architecture. */
import type { Architecture } from "../../scripts/kernels/architecture.ts";
import { writeInitramfs } from "../../scripts/kernels/initramfs.ts";
import { stockKernel } from "../../scripts/kernels/kernel.ts";
import { userland } from "../../scripts/kernels/userland.ts";
import { pack } from "../../scripts/pack/pack.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

/** The packed critter, for this machine. */
export const PROGRAM = `${ROOT}dist/critter`;

/** A kernel and its first root file system. */
export interface GuestImage {
  readonly kernel: string;
  readonly initramfs: string;
}

/** Makes images; one after another, as they share what they fetch. */
export class GuestImages {
  readonly #folder: string;
  readonly #initramfs = new Map<Architecture, string>();

  /** @param folder Where root file systems are written. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The image of a kernel's series. */
  async make(series: string, architecture: Architecture): Promise<GuestImage> {
    const kernel = await stockKernel(series, architecture);
    return { kernel, initramfs: await this.#initramfsOf(architecture) };
  }

  async #initramfsOf(architecture: Architecture): Promise<string> {
    const known = this.#initramfs.get(architecture);
    if (known !== undefined) return known;
    const file = `${this.#folder}/${architecture}`;
    const programs = await userland(architecture);
    const guest = new URL("guest/", import.meta.url).pathname;
    await writeInitramfs(file, {
      ...programs,
      critter: architecture === Deno.build.arch
        ? PROGRAM
        : packFor(programs.deno, `${file}-critter`),
      init: `${guest}init`,
      guest: `${guest}main.ts`,
    });
    this.#initramfs.set(architecture, file);
    return file;
  }
}

/** Packs the same script as the program has, with the Deno of another architecture. */
function packFor(deno: string, file: string): string {
  const script = Deno.readFileSync(`${ROOT}dist/critter.js`);
  Deno.writeFileSync(file, pack(Deno.readFileSync(deno), script));
  return file;
}
