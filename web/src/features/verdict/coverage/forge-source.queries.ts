import { queryOptions } from '@tanstack/react-query';
import { fetchSource, type SourceRequest } from './forge-source';

/** Text of a file at the repository's forge. The reader's token is part of the key, in the memory of the page alone. */
export const sourceQuery = (request: SourceRequest) =>
  queryOptions({
    queryKey: ['source', request],
    queryFn: ({ signal }) => fetchSource(request, signal),
    retry: false,
    // A commit's file does not change.
    staleTime: Infinity,
  });
