import { toWaiverInForce } from './to-repository-page-dto.js';

describe('toWaiverInForce', () => {
  it('writes times as the list of waivers does, without milliseconds that are zero', () => {
    const time = '2026-05-01T00:00:00+00:00';
    const waiver = { lastUsedAt: time, createdAt: '2026-05-01T00:00:00.12+00:00', expiresAt: time };
    expect(toWaiverInForce(waiver as Parameters<typeof toWaiverInForce>[0])).toMatchObject({
      usage: { last_used_at: '2026-05-01T00:00:00Z' },
      created_at: '2026-05-01T00:00:00.120Z',
      expires_at: '2026-05-01T00:00:00Z',
    });
  });
});
