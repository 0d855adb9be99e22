import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Wait, waitQuery } from './wait';

const answerWith = (...responses: (() => Response)[]) => {
  const calls: { readonly url: string; readonly signal: AbortSignal }[] = [];
  vi.stubGlobal('fetch', (url: string, { signal }: { signal: AbortSignal }) => {
    calls.push({ url, signal });
    const response = responses[calls.length - 1];
    return response ? Promise.resolve(response()) : new Promise<Response>(vi.fn());
  });
  return calls;
};
const body =
  (value: object, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify(value), { headers });

function waitFor(onAnswer: Wait<unknown>['onAnswer']) {
  const client = new QueryClient();
  const query = waitQuery({ path: '/x', query: { after: 7 }, seconds: 25, onAnswer });
  const observer = new QueryObserver(client, query);
  return { stop: observer.subscribe(vi.fn()), observer };
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a wait', () => {
  it('brings each answer in and waits again', async () => {
    vi.useFakeTimers();
    const calls = answerWith(body({ id: 8 }), body({ id: 9 }));
    const answers: unknown[] = [];
    const { stop } = waitFor((answer) => answers.push(answer));
    await vi.advanceTimersByTimeAsync(2_000);
    stop();
    expect(answers).toEqual([{ id: 8 }, { id: 9 }]);
    expect(calls[0]!.url).toBe('/api/x?after=7&wait=25');
  });

  it('leaves a service without a free place alone for as long as it asks', async () => {
    vi.useFakeTimers();
    const calls = answerWith(body({}, { 'Retry-After': '10' }));
    const { stop } = waitFor(vi.fn());
    await vi.advanceTimersByTimeAsync(9_000);
    expect(calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(calls).toHaveLength(2);
    stop();
  });

  it('ends with its last observer, at the service too', async () => {
    const calls = answerWith();
    const { stop } = waitFor(vi.fn());
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    stop();
    expect(calls[0]!.signal.aborted).toBe(true);
  });

  it('tries again later after a failure', async () => {
    vi.useFakeTimers();
    const calls = answerWith(() => new Response('{}', { status: 503 }));
    const { stop, observer } = waitFor(vi.fn());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(observer.getCurrentResult().error).not.toBeNull();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(calls).toHaveLength(2);
    stop();
  });
});
