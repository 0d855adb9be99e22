import { type EndpointAttempt, type EndpointHealth, healthAfter, HEALTHY } from './endpoint-health.js';

const START = new Date('2026-01-01T00:00:00Z');
const later = (ms: number) => new Date(START.getTime() + ms);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const after = (attempts: readonly EndpointAttempt[], health: EndpointHealth = HEALTHY, at = START): EndpointHealth =>
  attempts.reduce((last, attempt) => healthAfter(last, attempt, at), health);
const failures = (count: number) => Array.from({ length: count }, () => ({ kind: 'failed' }) as const);

describe('health of an endpoint', () => {
  it('pauses it from the fifth failure in a row on, longer and longer', () => {
    expect(after(failures(4))).toEqual({ failures: 4, failingSince: START, pausedUntil: null, disabledReason: null });
    expect(after(failures(5)).pausedUntil).toEqual(later(MINUTE));
    expect(after(failures(7)).pausedUntil).toEqual(later(4 * MINUTE));
    expect(after(failures(20)).pausedUntil).toEqual(later(60 * MINUTE));
  });

  it('is cleared by one success', () => {
    expect(after([...failures(9), { kind: 'delivered' }])).toEqual(HEALTHY);
  });

  it('pauses it for as long as it asks, and not shorter than before', () => {
    const paused = after([{ kind: 'paused', pauseMs: 90_000 }]);
    expect(paused).toMatchObject({ failures: 1, pausedUntil: later(90_000) });
    expect(healthAfter(paused, { kind: 'failed' }, later(1_000)).pausedUntil).toEqual(later(90_000));
    expect(healthAfter(paused, { kind: 'failed' }, later(90_001)).pausedUntil).toBeNull();
  });

  it('ends after five days without a success, and when it is gone or nothing can be signed', () => {
    const failing = after(failures(1));
    expect(healthAfter(failing, { kind: 'failed' }, later(5 * DAY - 1)).disabledReason).toBeNull();
    expect(healthAfter(failing, { kind: 'failed' }, later(5 * DAY)).disabledReason).toBe('failures');
    expect(after([{ kind: 'gone' }]).disabledReason).toBe('gone');
    expect(after([{ kind: 'secret_unreadable' }]).disabledReason).toBe('secret_unreadable');
  });

  it('stays disabled whatever still comes', () => {
    const gone = after([{ kind: 'gone' }]);
    expect(after([{ kind: 'delivered' }, ...failures(3)], gone)).toEqual(gone);
  });
});
