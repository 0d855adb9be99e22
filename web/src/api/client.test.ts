import { afterEach, describe, expect, it, vi } from 'vitest';
import { get, queryString, send } from './client';
import { problemOf } from './problem';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { status, headers }))),
  );

afterEach(() => vi.unstubAllGlobals());

describe('a request', () => {
  it('repeats the name of a list and leaves out what is absent', () => {
    expect(queryString({ tool: ['a', 'b'], q: 'x y', none: null, empty: '', limit: 0 })).toBe(
      '?tool=a&tool=b&q=x+y&limit=0',
    );
    expect(queryString({})).toBe('');
  });

  it('is the problem that the service described', async () => {
    answer(409, { code: 'count_changed', detail: 'Now 3.', count: 3 }, { 'Retry-After': '7' });
    const problem = problemOf(await send('POST', '/x', { body: {} }).catch((error: unknown) => error));
    expect(problem).toMatchObject({ status: 409, code: 'count_changed', detail: 'Now 3.' });
    expect(problem.extra).toMatchObject({ retryAfterSeconds: 7, body: { count: 3 } });
  });

  it('has the id of its request where the service is at fault, for its operator', async () => {
    answer(500, { code: 'internal_error', detail: 'Try again.', request_id: 'r-1' });
    const fault = problemOf(await get('/x').catch((error: unknown) => error));
    expect(fault.detail).toBe('Try again. Request ID: r-1');
    answer(409, { code: 'count_changed', detail: 'Now 3.', request_id: 'r-2' });
    expect(problemOf(await get('/x').catch((error: unknown) => error)).detail).toBe('Now 3.');
  });

  it('is offline where no answer comes', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.reject(new TypeError('network'))),
    );
    const problem = problemOf(await get('/x').catch((error: unknown) => error));
    expect(problem.isOffline).toBe(true);
  });

  it('tells the end of a session from a refused sign-in', async () => {
    answer(401, { code: 'unauthenticated', detail: 'Send a session cookie, a bearer token or an API key.' });
    const ended = problemOf(await get('/x').catch((error: unknown) => error));
    expect(ended.isSignedOut).toBe(true);
    expect(ended.detail).toBe('You are signed out. Sign in, then try again.');
    answer(401, { code: 'invalid_credentials' });
    expect(problemOf(await get('/x').catch((error: unknown) => error)).isSignedOut).toBe(false);
  });
});
