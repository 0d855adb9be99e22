import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];

/** Shortest text that the service searches. */
export const SHORTEST = 2;

/** Repositories, pull requests, files and rules whose names begin with a text. */
export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ['search', q],
    queryFn: async ({ signal }) => (await get<Schemas['SearchResults']>('/search', { q }, signal)).results,
    enabled: q.length >= SHORTEST,
    // Results of another text do not belong to one that is too short to be searched.
    ...(q.length >= SHORTEST && { placeholderData: keepPreviousData }),
  });
