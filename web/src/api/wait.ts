import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { getWaited, type Query } from './client';

/** A read that is answered when there is news, or when its time is up. */
export interface Wait<Answer> {
  readonly path: string;
  readonly query?: Query;
  /** Seconds that the service may take, at most 30. */
  readonly seconds: number;
  /** Brings the answer into the page. */
  readonly onAnswer: (answer: Answer, client: QueryClient) => unknown;
}

/** Pause between two waits. */
const PAUSE_MS = 500;
const PAUSE_AFTER_FAILURE_MS = 15_000;

/** Waits again and again; `Retry-After` of a service without a free place is kept to. */
export const waitQuery = <Answer>({ path, query, seconds, onAnswer }: Wait<Answer>) =>
  queryOptions({
    queryKey: ['wait', path, query, seconds],
    queryFn: async ({ signal, client }) => {
      const { answer, retryAfterSeconds } = await getWaited<Answer>(path, { ...query, wait: seconds }, signal);
      await onAnswer(answer, client);
      return { retryAfterSeconds };
    },
    gcTime: 0,
    staleTime: 0,
    retry: false,
    refetchInterval: ({ state }) =>
      state.status === 'error' ? PAUSE_AFTER_FAILURE_MS : (state.data?.retryAfterSeconds ?? 0) * 1000 + PAUSE_MS,
  });
