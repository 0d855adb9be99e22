import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';
import { jobQuery } from '../../show/repository/repository.queries';
import { type FindingFilter, toWire } from './finding-search';
import { columnsQuery, type FindingColumns } from './findings.queries';

type Schemas = components['schemas'];

/** Problems to mark: those of the ids, or all that a filter finds. */
export interface Marked {
  /** Ids as far as the page has them. */
  readonly issueIds: readonly number[];
  readonly all?: { readonly filter: FindingFilter; readonly count: number };
}

/** Columns with the marks of some problems, or their acceptance, set or taken back. */
export function withMarks(
  columns: FindingColumns,
  issueIds: readonly number[],
  isMarked: boolean,
  kind: 'fp' | 'accepted' = 'fp',
): FindingColumns {
  const marked = new Set(issueIds);
  const flag: 0 | 1 = isMarked ? 1 : 0;
  const setTo = (values: readonly (0 | 1)[], value: 0 | 1) =>
    values.map((now, row) => (marked.has(columns.issue_id[row]!) ? value : now));
  return {
    ...columns,
    [kind]: setTo(columns[kind], flag),
    ...(kind === 'fp' && { mark_line_edited: setTo(columns.mark_line_edited, 0) }),
  };
}

/** A mark that was made, for its undo. */
export interface MarkOperation {
  readonly operationIds: readonly string[];
  readonly marked: number;
  readonly isFalsePositive: boolean;
  /** The job that makes the marks; null where they are made. */
  readonly jobId: number | null;
}

/** Ids that one request takes, and findings that one filter may mark. */
const MAX_IDS = 1000;
const MAX_BY_FILTER = 10_000;

interface Mark {
  readonly marked: Marked;
  readonly isFalsePositive: boolean;
  readonly reason?: string;
}

/** Marks problems as false positives, or takes the marks back; the list shows it at once. */
export function useMark(scanId: number) {
  const client = useQueryClient();
  const { queryKey } = columnsQuery(scanId);
  return useMutation({
    onMutate: ({ marked, isFalsePositive }: Mark) =>
      client.setQueryData(queryKey, (columns) => columns && withMarks(columns, marked.issueIds, isFalsePositive)),
    mutationFn: async ({ marked: problems, isFalsePositive, reason }: Mark): Promise<MarkOperation> => {
      const mark = <T>(selection: object) =>
        send<T>('POST', '/quality/findings/mark-fp/bulk', {
          body: { ...selection, is_fp: isFalsePositive, ...(reason !== undefined && { reason }) },
        });
      const { all } = problems;
      if (all !== undefined && all.count > MAX_BY_FILTER) {
        const job = await mark<Schemas['BulkMarkStarted']>({ ...byFilter(scanId, all), async: true });
        return { operationIds: [job.operation_id], marked: 0, isFalsePositive, jobId: job.job_id };
      }
      const answers: Schemas['BulkMarked'][] = [];
      for (const selection of selectionsOf(scanId, problems)) answers.push(await mark(selection));
      return {
        operationIds: answers.flatMap(({ operation_id }) => operation_id ?? []),
        marked: answers.reduce((sum, { marked }) => sum + marked, 0),
        isFalsePositive,
        jobId: null,
      };
    },
    onSettled: () => invalidateMarks(client, scanId),
  });
}

function selectionsOf(scanId: number, { issueIds, all }: Marked): object[] {
  if (all !== undefined && (all.count > MAX_IDS || issueIds.length === 0)) return [byFilter(scanId, all)];
  return Array.from({ length: Math.ceil(issueIds.length / MAX_IDS) }, (_, at) => ({
    issue_ids: issueIds.slice(at * MAX_IDS, (at + 1) * MAX_IDS),
  }));
}

const byFilter = (scanId: number, { filter, count }: NonNullable<Marked['all']>): object => ({
  ...{ scan_id: scanId, filter: toWire(filter), expected_count: count },
});

/** Takes back what a mark did; answers the job that does it, where one has made the marks. */
export function useUndoMark(scanId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ operationIds }: MarkOperation) => {
      let jobId: number | null = null;
      for (const id of operationIds) {
        const path = `/quality/findings/mark-fp/bulk/${id}/undo`;
        const answer = await send<Schemas['BulkMarkUndone'] | Schemas['BulkMarkUndoStarted']>('POST', path);
        if ('job_id' in answer) jobId = answer.job_id;
      }
      return jobId;
    },
    onSettled: () => invalidateMarks(client, scanId),
  });
}

/** Progress of a job that marks; the list is read again when it has ended. */
export function useMarkJob(scanId: number, jobId: number | null) {
  const client = useQueryClient();
  const { data: job = null } = useQuery({ ...jobQuery(jobId ?? 0), enabled: jobId !== null });
  const hasEnded = job !== null && isEnded(job);
  useEffect(() => {
    if (hasEnded) void invalidateMarks(client, scanId);
  }, [hasEnded, client, scanId]);
  return jobId === null ? null : job;
}

export type Job = Schemas['Job'];

const isEnded = ({ state }: Job): boolean => state === 'done' || state === 'failed';

/** Problem to accept: not counted until a time, or for good where it is null. */
export interface Acceptance {
  readonly issueId: number;
  readonly reason: string;
  readonly until: string | null;
}

/** Accepts a problem; the list shows it at once. */
export function useAccept(scanId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ issueId, reason, until }: Acceptance) =>
      send<Schemas['Accepted']>('POST', '/quality/findings/accept', { body: { issue_id: issueId, reason, until } }),
    onSuccess: (_, { issueId }) => showAcceptance(client, scanId, issueId, true),
    onSettled: () => invalidateMarks(client, scanId),
  });
}

/** Takes the acceptance of a problem back; the list shows it at once. */
export function useWithdrawAcceptance(scanId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (issueId: number) => send<unknown>('DELETE', `/quality/findings/accept/${issueId}`),
    onMutate: (issueId) => showAcceptance(client, scanId, issueId, false),
    onSettled: () => invalidateMarks(client, scanId),
  });
}

const showAcceptance = (client: QueryClient, scanId: number, issueId: number, isAccepted: boolean) =>
  client.setQueryData(
    columnsQuery(scanId).queryKey,
    (columns) => columns && withMarks(columns, [issueId], isAccepted, 'accepted'),
  );

const invalidateMarks = (client: QueryClient, scanId: number) =>
  Promise.all([
    client.invalidateQueries({ queryKey: ['scan', scanId] }),
    client.invalidateQueries({ queryKey: ['issue'] }),
  ]);
