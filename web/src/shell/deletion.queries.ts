import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client';
import { type components } from '../api/schema.gen';

export type DeletionForecast = components['schemas']['DeletionForecast'];

/**
 * Figures of what a deletion would end, counted for each question.
 *
 * @param path of what would be deleted, such as `/repos/8`
 */
export const deletionQuery = (path: string) =>
  queryOptions({
    queryKey: ['deletion', path],
    queryFn: ({ signal }) => get<DeletionForecast>(`${path}/deletion`, undefined, signal),
    staleTime: 0,
    gcTime: 0,
  });
