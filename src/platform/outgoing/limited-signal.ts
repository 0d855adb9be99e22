/** A signal that ends with a time limit or with another signal, and what gives both free. */
export interface LimitedSignal {
  readonly signal: AbortSignal;
  readonly done: () => void;
}

/**
 * Begins a time limit. The timer holds the signal that it ends: Node 20 collects one of `AbortSignal.any` as garbage while
 * requests wait, and the limit is then lost.
 */
export function limitedSignal(limitMs: number, outer?: AbortSignal): LimitedSignal {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, limitMs);
  outer?.addEventListener('abort', abort);
  if (outer?.aborted === true) abort();
  const done = () => {
    clearTimeout(timer);
    outer?.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, done };
}
