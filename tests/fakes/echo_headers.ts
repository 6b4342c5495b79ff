/**
 * An HTTP/2 server of Node's on the unix socket in the first argument, which answers with what the request's body says
 * as JSON: its head, its body and its trailers. Prints "ready".
 */
import * as http2 from "node:http2";
import * as process from "node:process";

/** What is to be answered. */
export interface Echo {
  readonly head: Readonly<Record<string, string | readonly string[]>>;
  readonly trailers: Readonly<Record<string, string>>;
  /** Sent as so many bytes. */
  readonly body: number;
}

function main(): void {
  const server = http2.createServer({ maxSendHeaderBlockLength: 1_000_000 });
  server.on("sessionError", () => {});
  server.on("stream", (stream: http2.ServerHttp2Stream) => {
    let text = "";
    stream.setEncoding("utf8");
    stream.on("data", (part: string) => text += part);
    stream.on("end", () => {
      const { head, trailers, body } = JSON.parse(text) as Echo;
      stream.respond(head as http2.OutgoingHttpHeaders, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers(trailers));
      stream.end("x".repeat(body));
    });
  });
  server.listen(process.argv[2], () => process.stdout.write("ready\n"));
  process.stdin.on("end", () => process.exit(0)).resume();
}

main();
