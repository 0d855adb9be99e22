import { describeQuota, QUOTAS } from './quota.js';

describe('describeQuota', () => {
  it.each(QUOTAS)('names the quota %s, its limit and what to do', (quota) => {
    const text = describeQuota(quota, 12);
    expect(text).toMatch(
      new RegExp(`^The organization's quota ${quota} allows 12\\. [A-Z][^.]+, or have a SUPER_ADMIN`),
    );
  });
});
