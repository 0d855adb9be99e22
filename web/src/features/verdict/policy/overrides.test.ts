import { expect, it } from 'vitest';
import { type SimulatedScan, type SimulationInputs } from '../../../gate/simulation';
import { overridesOf } from './overrides';

const aScan = (repoId: number, repo: string, rules: object | null | undefined) =>
  ({
    ...{ scan_id: repoId, repo_id: repoId, repo, branch: 'main', pr_number: null, stored_status: 'passed' },
    ...{ failing_rules: [], waivers: [], not_judgeable: rules === undefined ? 'pending' : null },
    facts: rules === undefined ? null : { file_rules: rules },
  }) as unknown as SimulatedScan;

const SWITCHES = { enabled: null, block_merge_on_fail: null, applies_to_new_code_only: null };

it('repositories with a saved policy or a policy file are named with their rules, by the newest judged scan', () => {
  const inputs = {
    scans: [
      aScan(1, 'acme/web', undefined),
      aScan(1, 'acme/web', { duplication_pct_max: 1 }),
      aScan(1, 'acme/web', { duplication_pct_max: 9 }),
      aScan(2, 'acme/api', null),
      aScan(2, 'acme/api', { new_high_max: 0 }),
      aScan(3, 'acme/own', null),
    ],
    repositories: [
      { ...SWITCHES, repo_id: 3, rules: { rating_min: null, new_coverage_min: 90 }, block_merge_on_fail: true },
    ],
  } as unknown as SimulationInputs;
  expect(overridesOf(inputs)).toEqual([
    {
      repoId: 3,
      repo: 'acme/own',
      saved: ['Rating: off', 'Coverage: at least 90 %', 'A failed gate blocks the merge: on'],
      file: [],
    },
    { repoId: 1, repo: 'acme/web', saved: [], file: ['Duplication: at most 1 %'] },
  ]);
});
