/**
 * Does work that ends with a time limit, or with the caller's signal. The timer holds what it aborts: Node 20 collects a signal of
 * `AbortSignal.any` as garbage while a request waits, and the limit then never comes.
 *
 * @throws DOMException `TimeoutError` after the limit, where the work ends by its signal
 */
export async function withTimeLimit<T>(
  limitMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort(new DOMException('no response in time', 'TimeoutError')), limitMs);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
