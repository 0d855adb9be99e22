import { type LocalPackAnswer, openPack } from './open-pack.js';

/** A pack as services sent it before they knew flickering lines. */
const EARLIER = {
  ...{ pack_version: 1, repo_id: 1, default_branch: 'main', is_baseline_scan: false, key: '', gate: null },
  ...{ repo_policy_version: null, repo_policy_revision: 0, switches: {}, target_scan_id: null },
  ...{ waivers: [], marks: [], marked: [], baselines: [], previous: [], charged: [], findings: [], segments: [] },
  base: { scan_id: 1, branch: 'main', commit_sha: null, via: [], target: null, lines: null, reports: [], tests: [] },
} as unknown as LocalPackAnswer;

describe('openPack', () => {
  it('reads a pack that tells no flickering lines', () => {
    const { flickering, base } = openPack(EARLIER, 'change');
    expect(flickering.size).toBe(0);
    expect(base!.flickering).toEqual({ linesTotal: 0, linesCovered: 0 });
  });
});
