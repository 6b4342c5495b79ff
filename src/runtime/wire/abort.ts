/**
 * Ends requests of fetch() for certain: fetch() hears of a signal through another that it makes of it, which nothing
 * holds, so that garbage collection can take it and the abort is lost.
 */

/**
 * The response, unless the signal comes before it.
 *
 * @throws The signal's reason.
 */
export async function beforeAbort(
  response: Promise<Response>,
  signal: AbortSignal,
): Promise<Response> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    signal.throwIfAborted();
    return await Promise.race([response, aborted.promise]);
  } catch (error) {
    // It may come all the same.
    response.then(({ body }) => body?.cancel()).catch(() => {});
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/**
 * The bytes of a response's body, until its end, or until the signal comes or nobody reads any more: then the server
 * hears so too.
 *
 * @throws The signal's reason, and what reading throws.
 */
export async function* chunksOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (body === null) return;
  const reader = body.getReader();
  // Whoever waits for a chunk learns of the end at once.
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", cancel);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}
