import { DEFAULT_POLICY } from '../../../domain/gate/policy.js';
import { completeVerdict, type StoredVerdict } from './stored-verdict.js';

/** The body of an evaluation as the first version stored it. */
const FIRST: StoredVerdict = {
  scan_id: 12345,
  status: 'passed',
  reason: null,
  summary: 'Passed.',
  violations: [],
  waived_violations: [],
  skipped_rules: [],
  passed_rules: [],
  basis: null,
  default_branch: 'main',
  scanned_branch: 'topic',
  is_baseline_scan: false,
  tracking: null,
  new_in_pr: { critical: 0, high: 0, medium: 0, low: 0, total: 0 },
  conclusion: 'success',
  warnings: ['policy file: unknown key "nope" is dropped'],
  policy_version: 'v1',
  evaluated_at: '2026-04-19T12:00:00.000Z',
  evaluation: 1,
  considered: { waiver_ids: [7], marks_changed_at: null },
};

describe('completeVerdict', () => {
  it('gives a body of the first version all keys of today, and its warnings a code', () => {
    expect(completeVerdict(FIRST, { new_high_max: 7 })).toEqual({
      ...FIRST,
      tolerated_violations: [],
      warnings: [{ code: 'policy_file_key_dropped', message: 'policy file: unknown key "nope" is dropped' }],
      policy: { ...DEFAULT_POLICY, new_high_max: 7 },
      policy_file: null,
      repo_policy_version: null,
      considered: {
        waiver_ids: [7],
        marks_changed_at: null,
        repo_policy_revision: 0,
        switches_revision: 0,
        accepted_until: null,
      },
      base: null,
      uncovered: null,
      untested_files: null,
      changes: null,
      unmatched_paths: null,
      reports: null,
      missing_tools: null,
      tests: null,
      moved_lines: null,
      suppressions: null,
      loosened: null,
      assertions: null,
      flickering_lines: 0,
      next_actions: [],
      next_actions_total: {},
    });
  });

  it('takes uncovered files of earlier versions for whole', () => {
    const file = { file_path: 'a.ts', ranges: [[1, 2]] };
    const cut = { ...file, more_lines: 7 };
    expect(completeVerdict({ ...FIRST, uncovered: [file, cut] }, {}).uncovered).toEqual([
      { ...file, more_lines: 0 },
      cut,
    ]);
  });

  it('leaves a body of today as it is', () => {
    const whole = completeVerdict({ ...FIRST, missing_tools: ['eslint'] }, DEFAULT_POLICY);
    expect(completeVerdict(whole, {})).toEqual(whole);
    expect(whole.missing_tools).toEqual(['eslint']);
  });
});
