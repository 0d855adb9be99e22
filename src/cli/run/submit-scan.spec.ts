import type { ScanApi, ScanBody } from '../api/scan-api.js';
import type { Identity } from '../identity/detect-identity.js';
import { createScan } from './submit-scan.js';

const traced = <T>(value: T) => ({ value, from: 'test' });
const IDENTITY: Identity = {
  repo: traced('acme/web'),
  branch: traced('feature'),
  commit: traced('a'.repeat(40)),
  mergeCommit: null,
  pr: null,
  title: null,
  author: null,
  prUrl: null,
  base: traced('main'),
  baseCommit: null,
  defaultBranch: traced('main'),
  isFork: traced(false),
};

async function sentFor(identity: Identity): Promise<ScanBody> {
  const sent: ScanBody[] = [];
  const api = { createScan: (body: ScanBody) => Promise.resolve(sent.push(body)) } as unknown as ScanApi;
  await createScan(api, { identity, change: null });
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
});
