import {
  infiniteQueryOptions,
  type QueryClient,
  type QueryKey,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { get, send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';
import { type Direction } from '../../../gate/verdict-of';
import { type Counters, type CoverageFigures, type ScanOfPage, type SinceChanges } from '../../../verdict/scan-figures';
import { type Can } from '../../people/session/session.queries';
import { type ForgeLinks, type RepoOfPage } from '../../show/repository/repository.queries';

type Schemas = components['schemas'];

export type ReceivedReport = Schemas['ReceivedReport'];
export type TestTotals = Schemas['TestTotals'];
export type Test = Schemas['Test'];

/** Statuses by which tests are listed: those that deserve a look. */
export const TEST_STATUSES = ['failed', 'flaky', 'skipped', 'missing'] as const;
export type TestStatus = (typeof TEST_STATUSES)[number];

export interface ScanSummary {
  readonly scan: ScanOfPage;
  readonly repo: RepoOfPage;
  readonly verdict: Schemas['GateStatus'];
  readonly ratings: Schemas['Ratings'] | null;
  readonly tech_debt: Schemas['TechDebt'] | null;
  readonly coverage: CoverageFigures | null;
  readonly counters: Counters | null;
  readonly direction?: Direction;
  readonly previous: { readonly scan_id: number } | null;
  readonly changes: SinceChanges | null;
  readonly reports: readonly ReceivedReport[];
  readonly evaluations: readonly Schemas['Evaluation'][];
  readonly links?: ForgeLinks | null;
  readonly can: Can;
}

export const scanKey = (scanId: number) => ['scan', scanId] as const;

/** Everything that the page of a scan shows. */
export const scanQuery = (scanId: number) =>
  queryOptions({
    queryKey: [...scanKey(scanId), 'summary'],
    queryFn: ({ signal }) => get<ScanSummary>(`/scans/${scanId}/summary`, undefined, signal),
  });

/** Lists of tests: by status, by what became of them since the base, and by how long they run. */
export const TEST_LISTS = ['failed', 'missing', 'flaky', 'newly_skipped', 'skipped', 'slowest'] as const;
export type TestListName = (typeof TEST_LISTS)[number];

const conditionOf = (list: TestListName): Readonly<Record<string, string>> => {
  if (list === 'newly_skipped') return { change: list };
  return list === 'slowest' ? { sort: list } : { status: list };
};

interface TestPage {
  readonly tests: readonly Test[];
  readonly next_cursor: string | null;
}

/** Tests of one list of a scan, page by page. */
export const testsQuery = (scanId: number, list: TestListName) =>
  infiniteQueryOptions({
    queryKey: [...scanKey(scanId), 'tests', list],
    queryFn: ({ pageParam, signal }) =>
      get<TestPage>(`/scans/${scanId}/tests`, { ...conditionOf(list), limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

/** Seconds of a wait for a verdict; after each one the number of reports received is current again. */
const WAIT_SECONDS = 10;

/** Waits for the verdict of a pending scan, and has what shows it requested again. */
export const verdictWait = (scanId: number, shownBy: QueryKey = scanKey(scanId)) => ({
  path: `/quality/gates/status/${scanId}`,
  seconds: WAIT_SECONDS,
  onAnswer: (_: unknown, client: QueryClient) => client.invalidateQueries({ queryKey: shownBy }),
});

/** Judges a scan again by the policy, waivers and false positives of now. */
export function useJudgeAgain(scanId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<unknown>('POST', `/quality/gates/recompute/${scanId}`),
    onSuccess: () => client.invalidateQueries(),
  });
}
