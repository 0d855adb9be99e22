import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { defer, firstValueFrom } from 'rxjs';
import { AwaitChangesInterceptor } from './await-changes.interceptor.js';
import type { ChangeFeed } from './change-feed.js';

describe('AwaitChangesInterceptor', () => {
  let events: string[];
  let hasHeard: () => void;

  /** Lets a request of `method` through to `work`; records in `events` what happens, in its order. */
  const handle = (method: string, work: () => Promise<unknown>): Promise<unknown> => {
    events = [];
    const feed: Pick<ChangeFeed, 'waitUntilCaughtUp'> = {
      waitUntilCaughtUp: () => {
        events.push('waiting');
        return new Promise((resolve) => {
          hasHeard = () => {
            events.push('caught up');
            resolve();
          };
        });
      },
    };
    const context = { switchToHttp: () => ({ getRequest: () => ({ method }) }) } as unknown as ExecutionContext;
    const next: CallHandler = { handle: () => defer(work) };
    const answer = new AwaitChangesInterceptor(feed as ChangeFeed).intercept(context, next);
    return firstValueFrom(answer).finally(() => events.push('answered'));
  };
  const turns = () => new Promise((resolve) => setImmediate(resolve));

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'holds back the answer to a %s until its change has been heard of',
    async (method) => {
      const answering = handle(method, () => Promise.resolve('done'));
      await turns();
      expect(events).toEqual(['waiting']);
      hasHeard();
      expect(await answering).toBe('done');
      expect(events).toEqual(['waiting', 'caught up', 'answered']);
    },
  );

  it('holds back a failure too, of which a part may have been committed', async () => {
    const answering = handle('POST', () => Promise.reject(new Error('half done')));
    const failure = answering.catch((error: unknown) => error);
    await turns();
    expect(events).toEqual(['waiting']);
    hasHeard();
    expect(await failure).toEqual(new Error('half done'));
    expect(events).toEqual(['waiting', 'caught up', 'answered']);
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('does not hold up a %s, which changes nothing', async (method) => {
    expect(await handle(method, () => Promise.resolve('read'))).toBe('read');
    expect(events).toEqual(['answered']);
  });
});
