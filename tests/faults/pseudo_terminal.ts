const O_RDWR = 2;
const O_NOCTTY = 0o400;
const O_NONBLOCK = 0o4000;
const TIOCSPTLCK = 0x40045431n;
const TIOCGPTN = 0x80045430n;

/** A terminal whose screen is read only when a test wants it to be. */
export class PseudoTerminal implements Disposable {
  /** Path of the terminal's own side. */
  readonly path: string;
  readonly #libc = Deno.dlopen("libc.so.6", {
    open: { parameters: ["buffer", "i32"], result: "i32" },
    ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
    read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    close: { parameters: ["i32"], result: "i32" },
  });
  readonly #fd: number;
  readonly #buffer = new Uint8Array(65536);
  readonly #decoder = new TextDecoder();

  constructor() {
    const { open, ioctl } = this.#libc.symbols;
    const name = new TextEncoder().encode("/dev/ptmx\0");
    this.#fd = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK);
    const number = new Int32Array(1);
    const failed = this.#fd < 0 || ioctl(this.#fd, TIOCSPTLCK, number) !== 0 ||
      ioctl(this.#fd, TIOCGPTN, number) !== 0;
    if (failed) throw new Error("Cannot open a terminal as /dev/ptmx gives none");
    this.path = `/dev/pts/${number[0]}`;
  }

  /** What has been written to it; empty when there is nothing now. */
  read(): string {
    const { read } = this.#libc.symbols;
    const length = Number(read(this.#fd, this.#buffer, BigInt(this.#buffer.length)));
    if (length <= 0) return "";
    return this.#decoder.decode(this.#buffer.subarray(0, length), { stream: true });
  }

  [Symbol.dispose](): void {
    this.#libc.symbols.close(this.#fd);
    this.#libc.close();
  }
}
