import { DEFAULT_POLICY } from './policy.js';
import { configOfRepo, type RepoGateConfig } from './repo-config.js';

const ORGANIZATION = {
  revision: 3,
  enabled: true,
  blockMergeOnFail: true,
  appliesToNewCodeOnly: true,
  policy: { ...DEFAULT_POLICY, new_high_max: 1, new_total_max: 9 },
};
const aRepo = (changes: Partial<RepoGateConfig> = {}): RepoGateConfig => ({
  enabled: null,
  blockMergeOnFail: null,
  appliesToNewCodeOnly: null,
  rules: {},
  ...changes,
});

describe('configOfRepo', () => {
  it('is the organization where the repository says nothing', () => {
    expect(configOfRepo(ORGANIZATION, null)).toBe(ORGANIZATION);
    expect(configOfRepo(ORGANIZATION, aRepo())).toEqual(ORGANIZATION);
    expect(configOfRepo(null, null)).toBeNull();
  });

  it('has the rules and switches that the repository names, and the others of the organization', () => {
    const rules = { duplication_pct_max: 30, rating_min: null, new_total_max: null, coverage_drop_max: 1 };
    expect(configOfRepo(ORGANIZATION, aRepo({ rules, blockMergeOnFail: false }))).toEqual({
      ...ORGANIZATION,
      blockMergeOnFail: false,
      policy: {
        ...DEFAULT_POLICY,
        new_high_max: 1,
        duplication_pct_max: 30,
        rating_min: null,
        coverage_drop_max: 1,
      },
    });
  });

  it('is switched on where only the repository is configured', () => {
    expect(configOfRepo(null, aRepo({ rules: { new_high_max: 0 } }))).toEqual({
      revision: 0,
      enabled: true,
      blockMergeOnFail: false,
      appliesToNewCodeOnly: true,
      policy: { ...DEFAULT_POLICY, new_high_max: 0 },
    });
    expect(configOfRepo({ ...ORGANIZATION, enabled: false }, aRepo())?.enabled).toBe(false);
  });
});
