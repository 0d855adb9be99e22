import { setTimeout as sleep } from 'node:timers/promises';
import type { GateStatusAnswer } from '../api/answers.js';
import type { PolledStatus, ScanApi, ScanBody } from '../api/scan-api.js';
import type { CliError } from '../exit-code.js';
import type { Identity } from '../identity/detect-identity.js';
import type { Progress } from '../progress/progress.js';
import type { Change } from './find-change.js';
import { addressesOf } from './run-gate.js';
import { createScan, sendContext, waitForVerdict } from './submit-scan.js';

const traced = <T>(value: T) => ({ value, from: 'test' });
const IDENTITY: Identity = {
  repo: traced('acme/web'),
  branch: traced('feature'),
  commit: traced('a'.repeat(40)),
  commitFacts: {},
  mergeCommit: null,
  pr: null,
  mergeGroup: null,
  title: null,
  author: null,
  prUrl: null,
  base: traced('main'),
  baseCommit: null,
  defaultBranch: traced('main'),
  isFork: traced(false),
};

async function sentFor(identity: Identity, change: Change | null = null): Promise<ScanBody> {
  const sent: ScanBody[] = [];
  const api = { createScan: (body: ScanBody) => Promise.resolve(sent.push(body)) } as unknown as ScanApi;
  await createScan(api, { identity, change });
  return sent[0]!;
}

describe('a scan that is created', () => {
  it('names the merge that CI runs on beside the pushed commit', async () => {
    const merge = 'b'.repeat(40);
    expect(await sentFor({ ...IDENTITY, mergeCommit: traced(merge) })).toMatchObject({
      commit_sha: 'a'.repeat(40),
      extra_shas: [merge],
    });
    expect(await sentFor(IDENTITY)).not.toHaveProperty('extra_shas');
  });

  it('names the members that the queue and the commits below name, and the base of the group', async () => {
    const landed = { commits: [], pullRequests: [12, 13], beforeReverted: [] };
    const change = { mergeBase: 'b'.repeat(40), baseCommits: [], landed } as unknown as Change;
    const grouped = { ...IDENTITY, mergeGroup: traced([13]) };
    expect((await sentFor(grouped, change)).merge_group).toEqual({
      ...{ pr_numbers: [13, 12], target_branch: 'main' },
      base_sha: 'b'.repeat(40),
    });
    expect(await sentFor(IDENTITY, change)).not.toHaveProperty('merge_group');
  });
});

describe('a file list that is sent', () => {
  it('names what the service leaves out of CODEOWNERS', async () => {
    const message = 'Line 2 of CODEOWNERS was skipped: it has more than 5 wildcards.';
    const api = {
      sendFileList: () => Promise.resolve([{ code: 'code_owners_lines', message }]),
    } as unknown as ScanApi;
    const notes: string[] = [];
    const progress = {
      note: (text: string) => notes.push(text),
      step: (_: string, work: (step: { say: () => void }) => Promise<unknown>) => work({ say: () => undefined }),
    } as unknown as Progress;
    const prepared = {
      identity: IDENTITY,
      change: null,
      weakening: null,
      findSinceBase: () => Promise.resolve(null),
      files: ['a.ts'],
      codeOwners: '*\n?????? @a\n',
      coverageExclude: [],
    };
    await sendContext(api, { scan_id: 7 }, prepared, progress);
    expect(notes).toEqual([message]);
  });
});

describe("a scan's page", () => {
  const pageOf = (page: string | null) => addressesOf({ url: 'https://gate.example' }, { scan_id: 7, dashboard_url: page }).dashboardUrl; // prettier-ignore

  it.each([['https://pages.example/scans/7'], ['http://pages.example/scans/7']])(
    'is %s where the service says so',
    (page) => {
      expect(pageOf(page)).toBe(page);
    },
  );

  it.each([[null], ['javascript:alert(1)'], ['data:text/html,x'], ['file:///etc/passwd'], [' https://x']])(
    'is on the address of the service instead of %s',
    (page) => {
      expect(pageOf(page)).toMatch(/^https:\/\/gate\.example\//);
    },
  );
});

describe('waiting for a verdict', () => {
  const gateOf = (status: string | null) => ({ status }) as unknown as GateStatusAnswer;

  it.each([
    [80, 'passed'],
    [0, 'timed_out'],
  ])('does not count the time in which a poll is retried: %d of 80 ms', async (retriedMs, expected) => {
    const answers = ['passed', null];
    const pollStatus = async (): Promise<PolledStatus> => {
      await sleep(answers.length === 2 ? 80 : 0);
      return { gate: gateOf(answers.pop() ?? null), pauseMs: 0, retriedMs };
    };
    const waiting = waitForVerdict(
      { pollStatus } as unknown as ScanApi,
      7,
      gateOf(null),
      0.05,
      new AbortController().signal,
    );
    expect(
      await waiting.then(
        ({ status }) => status,
        (error: unknown) => (error as CliError).kind,
      ),
    ).toBe(expected);
  });
});
