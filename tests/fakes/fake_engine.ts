/** A scripted Docker Engine API on a unix socket, for what no real engine can be made to say. */

/** What is answered at one path: a value as JSON, or whatever the function makes of the request. */
export type EngineRoute = object | ((request: Request) => Response | Promise<Response>);

/** What a {@linkcode FakeEngine} answers. */
export interface EngineScript {
  /** Podman's version; without, it is Docker. */
  readonly podman?: string;
  /** By the path without its query. What is not here is answered with 404. */
  readonly routes?: Readonly<Record<string, EngineRoute>>;
}

/** Serves the script until it is disposed of. */
export class FakeEngine implements AsyncDisposable {
  /** Every request's path and query, in the order they came. */
  readonly requests: string[] = [];
  #routes: Readonly<Record<string, EngineRoute>>;
  readonly #podman: string | undefined;
  readonly #server: Deno.HttpServer<Deno.UnixAddr>;

  constructor(path: string, { podman, routes = {} }: EngineScript) {
    this.#podman = podman;
    this.#routes = routes;
    this.#server = Deno.serve(
      { path, onListen: () => {}, onError: () => new Response(null, { status: 500 }) },
      (request) => this.#answer(request),
    );
  }

  /** Answers other things from now on. */
  play(routes: Readonly<Record<string, EngineRoute>>): void {
    this.#routes = routes;
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    this.requests.push(`${pathname}${search}`);
    const route = this.#routes[pathname];
    if (typeof route === "function") return await route(request);
    if (route !== undefined) return Response.json(route);
    if (pathname === "/_ping") return new Response("OK", { headers: this.#headers() });
    if (pathname === "/version" && this.#podman === undefined) {
      return Response.json({ Version: "27.0.1", ApiVersion: "1.46", Components: [] });
    }
    return Response.json({ message: `no such thing: ${pathname}` }, { status: 404 });
  }

  #headers(): Record<string, string> {
    return this.#podman === undefined
      ? { "api-version": "1.46" }
      : { "api-version": "1.41", "libpod-api-version": this.#podman };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** An answer that comes in pieces, and ends when the function does. */
export function pieces(
  write: (piece: (text: string | Uint8Array) => void) => void | Promise<void>,
): Response {
  const encoder = new TextEncoder();
  let gone = false;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      await write((text) => {
        if (!gone) controller.enqueue(typeof text === "string" ? encoder.encode(text) : text);
      });
      if (!gone) controller.close();
    },
    cancel() {
      gone = true;
    },
  });
  return new Response(body);
}
