import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client';
import { type components } from '../api/schema.gen';

type Schemas = components['schemas'];
export type RatedPart = keyof Schemas['RatingHolders'];

const PARTS = ['reliability', 'maintainability', 'coverage', 'duplication'] as const satisfies readonly RatedPart[];

/** Ratings of a scan with the finding or the measure that holds each letter down. */
export const holdersQuery = (scanId: number) =>
  queryOptions({
    queryKey: ['scan', scanId, 'ratings'],
    queryFn: ({ signal }) => get<Schemas['ExplainedRatings']>(`/quality/ratings/${scanId}`, undefined, signal),
  });

/** Sentences on the parts that make the letter of all code. */
export const holdersOfComposite = ({ held_down_by: holders, ...ratings }: Schemas['ExplainedRatings']): string[] =>
  PARTS.filter((part) => ratings[`${part}_rating`] === ratings.quality_rating).flatMap(
    (part) => holders?.[part]?.text ?? [],
  );
