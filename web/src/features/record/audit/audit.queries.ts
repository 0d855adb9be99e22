import { infiniteQueryOptions } from '@tanstack/react-query';
import { get, queryString } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];
export type AuditEntry = Omit<Schemas['AuditEntry'], 'old' | 'new'> & {
  readonly old: Readonly<Record<string, unknown>> | null;
  readonly new: Readonly<Record<string, unknown>> | null;
};

export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  /** Type of the object. */
  readonly target?: string;
  readonly from?: string;
  readonly to?: string;
}

const KEYS = ['actor', 'action', 'target', 'from', 'to'] as const;

/** Filter of the address; what is empty is left out. */
export const readAuditSearch = (search: Record<string, unknown>): AuditFilter =>
  Object.fromEntries(
    KEYS.filter((key) => ['string', 'number'].includes(typeof search[key]) && search[key] !== '').map((key) => [
      key,
      String(search[key]),
    ]),
  );

interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly next_cursor: string | null;
}

/** Entries of the audit log, newest first, page by page. */
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      get<AuditPage>('/audit-log', { ...filter, limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

/** Address of the file with exactly the entries of a filter. */
export const auditFile = (filter: AuditFilter): string => `/api/audit-log${queryString({ ...filter, format: 'csv' })}`;
