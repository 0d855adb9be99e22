import type { HookEvent } from '../forges/forge.js';
import { toDeliveryId, toNews } from './hook-news.js';

const event: HookEvent = { type: 'pull_closed', number: 12, headSha: 'a1', project: 'acme/web', projectId: '7' };

describe('the news of a delivery', () => {
  it('is its event, or the end of an installation', () => {
    expect(toNews({ id: 'd', event })).toEqual({ event, endedInstallation: null });
    expect(toNews({ id: 'd', event: null, endedInstallation: '7' })).toEqual({ event: null, endedInstallation: '7' });
    expect(toNews({ id: 'd', event: null })).toBeNull();
  });

  it.each([
    { number: 0 },
    { number: 1.5 },
    { number: 1e300 },
    { project: 'acme\0' },
    { project: '\ud800' },
    { headSha: 'a'.repeat(1_001) },
    { further: ['fine', 'acme\0'] },
    { further: Array.from({ length: 1_001 }, () => 'a') },
  ])('is none where it cannot be stored: %j', (part) => {
    expect(toNews({ id: 'd', event: { ...event, ...part } })).toBeNull();
  });
});

it('the id of a delivery is none where it cannot be stored', () => {
  const ids = ['d1', 'd'.repeat(201), 'd\0', null].map((id) => toDeliveryId({ id, event }));
  expect(ids).toEqual(['d1', null, null, null]);
});
