/**
 * A fake CRI runtime as a process of its own.
 *
 * The script comes as JSON in the first argument, or as the first line of standard input. "ready" is printed once it
 * listens. Then each line of standard input is a command, and each is answered by one line: {"ok":true,…} or
 * {"ok":false,"error":"…"}. The end of standard input ends the process.
 */
import * as process from "node:process";
import * as readline from "node:readline";
import type { CriScript, FakeContainer, FakeSandbox } from "./cri_script.ts";
import { FakeCri } from "./fake_cri.ts";
import type { GoawayStyle } from "./grpc_wire.ts";

/** What the process can be told. */
export type Command =
  | {
    readonly command: "add";
    readonly sandboxes?: readonly FakeSandbox[];
    readonly containers?: readonly FakeContainer[];
  }
  | { readonly command: "remove"; readonly ids: readonly string[] }
  | { readonly command: "update"; readonly script: Partial<CriScript> }
  | { readonly command: "goaway"; readonly style?: GoawayStyle }
  /** Cut connections, stop listening, listen anew, how often each method was called, and for whom, end. */
  | { readonly command: "drop" | "down" | "up" | "calls" | "asked" | "exit" };

async function main(): Promise<void> {
  const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const first = process.argv[2] ?? (await lines.next()).value;
  // No "await using": Node 20 runs this too.
  const fake = await FakeCri.start(JSON.parse(String(first)));
  print("ready");
  for await (const line of { [Symbol.asyncIterator]: () => lines }) {
    if (line.trim() === "") continue;
    const command: Command = JSON.parse(line);
    if (command.command === "exit") break;
    try {
      print(JSON.stringify({ ok: true, ...await obey(fake, command) }));
    } catch (error) {
      print(JSON.stringify({ ok: false, error: String(error) }));
    }
  }
  await fake.down();
}

async function obey(fake: FakeCri, command: Command): Promise<Record<string, unknown>> {
  switch (command.command) {
    case "add":
      fake.add(command.sandboxes ?? [], command.containers ?? []);
      return {};
    case "remove":
      fake.remove(command.ids);
      return {};
    case "update":
      fake.update(command.script);
      return {};
    case "calls":
      return { calls: fake.calls };
    case "asked":
      return { asked: fake.asked };
    case "goaway":
      return { told: fake.goaway(command.style) };
    case "drop":
      fake.drop();
      return {};
    case "down":
      await fake.down();
      return {};
    case "up":
      await fake.up();
      return {};
    default:
      throw new TypeError(`unknown command ${JSON.stringify(command)}`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().then(() => process.exit(0), (error) => {
  process.stderr.write(`${error}\n`);
  process.exit(1);
});
