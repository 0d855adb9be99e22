import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { problemOf } from './problem';

type Listener = () => void;
const listeners = new Set<Listener>();

/** Calls the listener when an answer says that nobody is signed in any longer; the result stops that. */
export function onSignedOut(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function noticeSignedOut(error: unknown): void {
  if (problemOf(error).isSignedOut) for (const listener of listeners) listener();
}

/** Answers are fresh for a moment, so that a hovered link has fetched what its page shows. */
const FRESH_MS = 10_000;

/** Time after which a page that nothing can be waited for looks whether there is news, while its tab is visible. */
export const LOOK_AGAIN_MS = 30_000;

export const createQueryClient = () =>
  new QueryClient({
    queryCache: new QueryCache({ onError: noticeSignedOut }),
    mutationCache: new MutationCache({ onError: noticeSignedOut }),
    defaultOptions: {
      mutations: { networkMode: 'always' },
      queries: {
        // A request without a connection fails in words; it never waits unseen for one.
        networkMode: 'always',
        staleTime: FRESH_MS,
        // Anything but a lost connection or an overload stays as it is.
        retry: (count, error) => count < 2 && [0, 502, 503, 504].includes(problemOf(error).status),
      },
    },
  });
