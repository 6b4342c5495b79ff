import { FakeCriProcess } from "./fake_cri_process.ts";
import type { GoawayStyle } from "./grpc_wire.ts";
import { TextLineStream } from "./lines.ts";

const ID = "a".repeat(64);
/** A round takes some milliseconds; a call that hangs ends at its deadline of 20 s. */
const HUNG_MS = 30_000;

/** How a process fared. */
export interface GoawayRounds {
  /** Frames that reached it. */
  readonly goaways: number;
  /** Calls of those it made that failed. */
  readonly failed: number;
  /** Why they failed. */
  readonly said: string;
  /** How it died or hung; absent where it did not. */
  readonly death?: string;
}

/** Has a process of its own ask a runtime that says GOAWAY, so often, each time after a garbage collection. */
export async function goawayRounds(style: GoawayStyle, goaways: number): Promise<GoawayRounds> {
  const folder = await Deno.makeTempDir();
  const socket = `${folder}/cri.sock`;
  try {
    await using fake = await FakeCriProcess.start({
      socket,
      containers: [{ id: ID, sandboxId: "s", name: "main" }],
      methods: { ListPodSandbox: { delayMs: 3 } },
    }, "node");
    const source = new URL("./survive_goaway.ts", import.meta.url).pathname;
    await using child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "-q", "--no-check", "--v8-flags=--expose-gc", source, socket, ID],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const stderr = new Response(child.stderr).text();
    const said = child.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
    const writer = child.stdin.getWriter();
    let [told, failed, isHung] = [0, 0, false];
    let { value: line } = await said.read();
    while (line !== undefined && told < goaways) {
      await writer.write(new TextEncoder().encode("\n")).catch(() => {});
      const timer = setTimeout(() => {
        isHung = true;
        child.kill("SIGKILL");
      }, HUNG_MS);
      line = (await said.read()).value;
      clearTimeout(timer);
      if (line === undefined) break;
      failed = Number(line.split(" ")[1]);
      // The bare frame, again and again on one connection, was the one that ended processes.
      for (let i = 0; i < (style === "bare" ? 3 : 1); i++) {
        told += Number((await fake.tell({ command: "goaway", style }))["told"]);
      }
    }
    await writer.close().catch(() => {});
    await said.cancel();
    const { success, signal, code } = await child.status;
    const death = success ? {} : {
      death: `${isHung ? "hung" : signal ?? code} after ${told} GOAWAYs`,
    };
    return { goaways: told, failed, said: await stderr, ...death };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
