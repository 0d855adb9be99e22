import { infiniteQueryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { LOOK_AGAIN_MS } from '../../../api/query-client';
import { type components } from '../../../api/schema.gen';
import { INBOX_KEY } from '../../people/session/session.queries';

export type Inbox = components['schemas']['Inbox'];

/** Things that wait for the person, one kind after the other, page by page. */
export const inboxQuery = () =>
  infiniteQueryOptions({
    queryKey: INBOX_KEY,
    queryFn: ({ signal, pageParam: cursor }) => get<Inbox>('/inbox', { limit: 100, cursor }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: LOOK_AGAIN_MS,
  });
