import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { type components } from '../../../api/schema.gen';
import { type SimulationInputs } from '../../../gate/simulation';

type Schemas = components['schemas'];
export type Revision = Schemas['GateConfigRevision'];
export type Revisions = Schemas['GateConfigRevisions'];

/** Scans that a policy is tried on. */
export interface PolicySearch {
  readonly kind?: 'default' | 'pr';
  readonly limit?: number;
}

/** Number of scans where the address names none. */
export const SCANS = 100;

/** Revisions of the organization's policy, newest first, page by page; the first one is in force. */
export const revisionsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['policy', 'revisions'],
    queryFn: ({ pageParam, signal }) =>
      get<Revisions>('/quality/gates/config/revisions', { limit: 20, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

const INPUTS = '/quality/gates/simulation-inputs';

/** Facts of the newest scans, on which policies are tried in the browser. */
export const inputsQuery = ({ kind, limit = SCANS }: PolicySearch) =>
  queryOptions({
    queryKey: ['policy', 'inputs', kind, limit],
    queryFn: ({ signal }) => get<SimulationInputs>(INPUTS, { kind, limit }, signal),
  });

/**
 * Reads all that the page shows by one request, unless it is there already: the revisions, and the facts of scans. Where
 * the facts have a fault, the revisions are read alone, as the policy can be edited without them.
 */
export async function readPage(client: QueryClient, search: PolicySearch): Promise<unknown> {
  const inputs = inputsQuery(search);
  const revisions = revisionsQuery();
  if (client.getQueryData(revisions.queryKey) === undefined) {
    const { kind, limit = SCANS } = search;
    const first = await get<PageInputs>(INPUTS, { kind, limit, include: 'revisions' }).catch(() => null);
    if (first !== null) {
      client.setQueryData(inputs.queryKey, first);
      client.setQueryData(revisions.queryKey, { pages: [first.revisions], pageParams: [null] });
    }
  } else void client.query({ ...inputs, staleTime: 'static' }).catch(() => null);
  return client.infiniteQuery({ ...revisions, staleTime: 'static' });
}

interface PageInputs extends SimulationInputs {
  readonly revisions: Revisions;
}
