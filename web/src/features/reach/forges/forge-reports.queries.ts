import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../../api/client';
import { LOOK_AGAIN_MS } from '../../../api/query-client';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];
type ReportList = Schemas['ShownReportList'];
export type ShownReport = Schemas['ShownReport'];
type ForgeError = NonNullable<ShownReport['error']>;

/** Reasons why a forge does not show a verdict, as clauses. */
export const FORGE_ERROR_WORDS: Readonly<Record<ForgeError, string>> = {
  credentials: 'the forge refuses the credentials',
  permission: 'the credentials have no write access there',
  not_found: 'the forge does not know the repository, or hides it from the credentials',
  rate_limited: 'the forge currently accepts no more requests',
  locked: 'the conversation is locked',
  pr_closed: 'the pull request is closed',
  head_moved: 'the pull request has a newer commit',
  fork_permission: 'the commit is in a fork that the credentials cannot access',
  address_not_allowed: 'the operator of this service does not allow requests to the address',
  server: 'the forge answered with an error',
  timeout: 'the forge did not answer in time',
};

/** Places at forges that show the verdict of a scan. */
export const forgeReportsQuery = (scanId: number) =>
  queryOptions({
    queryKey: ['forge-reports', scanId],
    queryFn: ({ signal }) => get<ReportList>(`/scans/${scanId}/forge-reports`, undefined, signal),
    refetchInterval: ({ state: { data } }) => (data?.reports.some(isWaiting) ? LOOK_AGAIN_MS : false),
  });

const isWaiting = ({ state }: ShownReport): boolean => state === 'waiting';

/** Sends reports that wait or have failed at once. */
export function useRetryReports(scanId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<ReportList>('POST', `/scans/${scanId}/forge-reports/retry`),
    onSuccess: (list) => client.setQueryData(forgeReportsQuery(scanId).queryKey, list),
  });
}
