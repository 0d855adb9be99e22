import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client';
import { type components } from '../api/schema.gen';

type Schemas = components['schemas'];

const PARTS = [
  'reliability',
  'coverage',
  'duplication',
  'maintainability',
] as const satisfies readonly (keyof Schemas['RatingHolders'])[];

/** Ratings of a scan with the finding or the measure that holds each letter down. */
export const holdersQuery = (scanId: number) =>
  queryOptions({
    queryKey: ['scan', scanId, 'ratings'],
    queryFn: ({ signal }) => get<Schemas['ExplainedRatings']>(`/quality/ratings/${scanId}`, undefined, signal),
  });

/** Sentences on what holds letters down, in the order of the tiles. */
export const holdersOf = ({ held_down_by: holders }: Schemas['ExplainedRatings']): string[] =>
  PARTS.flatMap((part) => holders?.[part]?.text ?? []);
