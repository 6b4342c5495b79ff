/**
 * What requests over a unix socket name as their host: an address reserved for documentation.
 *
 * Not a name: Deno looks names up although nothing connects to them, which can take seconds. Not localhost: that stands
 * in many a NO_PROXY, which would lead the request past the socket.
 */
export const UNIX_HTTP_ORIGIN = "http://192.0.2.1";

/** An HTTP/1.1 client whose every request goes to the unix socket, whatever the environment says of proxies. */
export function createUnixHttpClient(path: string): Deno.HttpClient {
  const create = () =>
    Deno.createHttpClient({
      proxy: { transport: "unix", path },
      http1: true,
      http2: false,
    });
  return withoutVariables(["NO_PROXY", "no_proxy"], create);
}

/** Deno reads NO_PROXY when a client is made, also for one that has a proxy of its own; "*" would exempt all hosts. */
function withoutVariables<T>(names: readonly string[], work: () => T): T {
  const values = names.map((name) => [name, environment(name)] as const)
    .filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  for (const [name] of values) Deno.env.delete(name);
  try {
    return work();
  } finally {
    for (const [name, value] of values) Deno.env.set(name, value);
  }
}

function environment(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    // Without the permission to read it, Deno does not read it either.
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}
