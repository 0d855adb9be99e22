import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DatabaseCheck } from '../database/database-check.js';
import { ServiceMetrics } from '../observability/service-metrics.js';
import { currentShare, runInShare, type Share } from '../overload/share.js';
import { RawResponse } from '../request/raw-response.js';
import { AdmissionQueue } from './admission-queue.js';

const MAX_WAITING = 1_000;
const MAX_WAIT_MS = 5_000;

/** Context of a request, which follows its awaits as its span does. */
const followed = new AsyncLocalStorage<string>();

/** A server of which only the way in is real. */
function aServer() {
  const database = {
    isFree: true,
    full: [] as Share[],
    hasRoomFor: (share: Share) => database.isFree && !database.full.includes(share),
  };
  const begun: (string | undefined)[] = [];
  const shares: Share[] = [];
  const found: (string | undefined)[] = [];
  const turnedAway: { path: string; headers: string[]; body: Record<string, unknown> }[] = [];
  const enter = new AdmissionQueue(database as unknown as DatabaseCheck, new ServiceMetrics()).before({
    next: ({ url }) => {
      begun.push(url);
      shares.push(currentShare());
      found.push(followed.getStore());
    },
    raw: new RawResponse(['X-Always', 'there']),
    addressOf: () => undefined,
  });
  const ask = (url: string, { isGone = false, share = 'org:1' }: { isGone?: boolean; share?: Share } = {}) => {
    let headers: string[] = [];
    const response = {
      destroyed: isGone,
      writeHead: (status: number, given: string[]) => {
        headers = [String(status), ...given];
        return response;
      },
      end: (body: string) => turnedAway.push({ path: url, headers, body: JSON.parse(body) as never }),
    };
    const request = { method: 'GET', url, headers: {} } as IncomingMessage;
    runInShare(share, () => enter(request, response as unknown as ServerResponse));
  };
  return { database, begun, shares, found, turnedAway, ask };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('AdmissionQueue', () => {
  it('begins one request a turn, in their order', () => {
    const { ask, begun } = aServer();
    for (const path of ['/api/a', '/api/b', '/api/c']) ask(path);
    expect(begun).toEqual([]);
    jest.advanceTimersToNextTimer();
    expect(begun).toEqual(['/api/a']);
    jest.advanceTimersToNextTimer();
    expect(begun).toEqual(['/api/a', '/api/b']);
    ask('/api/d');
    jest.runAllTimers();
    expect(begun).toEqual(['/api/a', '/api/b', '/api/c', '/api/d']);
  });

  it('begins each in the context in which it came', () => {
    const { ask, found } = aServer();
    for (const path of ['/api/a', '/api/b', '/api/docs']) followed.run(path, () => ask(path));
    jest.runAllTimers();
    expect(found).toEqual(['/api/docs', '/api/a', '/api/b']);
  });

  it('lets them wait while the database has no connection free', () => {
    const { database, ask, begun, turnedAway } = aServer();
    database.isFree = false;
    ask('/api/a');
    jest.advanceTimersByTime(MAX_WAIT_MS - 100);
    expect(begun).toEqual([]);
    database.isFree = true;
    jest.advanceTimersByTime(50);
    expect(begun).toEqual(['/api/a']);
    expect(turnedAway).toEqual([]);
  });

  it('serves documents, one in each turn, though the database has no connection free', () => {
    const { database, ask, begun } = aServer();
    database.isFree = false;
    ask('/api/a');
    for (const path of ['/api/docs', '/api/openapi.json', '/docs/api.md']) ask(path);
    jest.advanceTimersToNextTimer();
    expect(begun).toEqual(['/api/docs']);
    jest.advanceTimersByTime(100);
    expect(begun).toEqual(['/api/docs', '/api/openapi.json', '/docs/api.md']);
  });

  it('lets operators in whatever else waits, one in each turn', () => {
    const { database, ask, begun } = aServer();
    database.isFree = false;
    for (let waiting = 0; waiting <= MAX_WAITING; waiting += 1) ask('/api/a');
    ask('/api/health/ready');
    ask('/metrics');
    jest.advanceTimersToNextTimer();
    expect(begun).toEqual(['/api/health/ready']);
    jest.advanceTimersToNextTimer();
    expect(begun).toEqual(['/api/health/ready', '/metrics']);
  });

  it('turns away at once what is too many, and says what to do', () => {
    const { database, ask, turnedAway } = aServer();
    database.isFree = false;
    for (let waiting = 0; waiting < MAX_WAITING; waiting += 1) ask('/api/a');
    expect(turnedAway).toEqual([]);
    ask('/api/b?c=d');
    const [{ headers, body, path } = { headers: [], body: {}, path: '' }] = turnedAway;
    expect(path).toBe('/api/b?c=d');
    expect(body).toMatchObject({ status: 503, code: 'unavailable', instance: '/api/b' });
    expect(headers.join(' ')).toMatch(
      /^503 X-Always there Cache-Control private, no-store X-Request-Id [\w-]+ Retry-After 1 Content-Type application.problem/,
    );
  });

  it('turns away what has waited too long, and begins what has not', () => {
    const { database, ask, begun, turnedAway } = aServer();
    database.isFree = false;
    ask('/api/a');
    jest.advanceTimersByTime(MAX_WAIT_MS - 10);
    ask('/api/b');
    jest.advanceTimersByTime(20);
    expect(turnedAway.map(({ path }) => path)).toEqual(['/api/a']);
    database.isFree = true;
    jest.runAllTimers();
    expect(begun).toEqual(['/api/b']);
  });

  it('does not begin what nobody waits for any more', () => {
    const { ask, begun, turnedAway } = aServer();
    ask('/api/a', { isGone: true });
    ask('/api/b');
    jest.runAllTimers();
    expect(begun).toEqual(['/api/b']);
    expect(turnedAway).toEqual([]);
  });

  it('begins round robin by share, each within its share', () => {
    const { ask, begun, shares } = aServer();
    for (const path of ['/api/a1', '/api/a2', '/api/a3']) ask(path, { share: 'org:1' });
    for (const path of ['/api/b1', '/api/b2']) ask(path, { share: 'org:2' });
    ask('/api/c1', { share: 'address:10.0.0.1' });
    jest.runAllTimers();
    expect(begun).toEqual(['/api/a1', '/api/b1', '/api/c1', '/api/a2', '/api/b2', '/api/a3']);
    expect(shares).toEqual(['org:1', 'org:2', 'address:10.0.0.1', 'org:1', 'org:2', 'org:1']);
  });

  it('passes over a share for which the pool has no room', () => {
    const { database, ask, begun } = aServer();
    database.full.push('org:1');
    for (const path of ['/api/a1', '/api/a2']) ask(path, { share: 'org:1' });
    ask('/api/b1', { share: 'org:2' });
    jest.advanceTimersByTime(100);
    expect(begun).toEqual(['/api/b1']);
    database.full.length = 0;
    jest.runAllTimers();
    expect(begun).toEqual(['/api/b1', '/api/a1', '/api/a2']);
  });

  it('is full for the share that fills it, not for another', () => {
    const { database, ask, begun, turnedAway } = aServer();
    database.isFree = false;
    for (let index = 0; index < MAX_WAITING; index += 1) ask(`/api/a${index}`, { share: 'org:1' });
    for (let index = 0; index < MAX_WAITING / 2; index += 1) ask('/api/b', { share: 'org:2' });
    expect(turnedAway.map(({ path }) => path)).toEqual(
      Array.from({ length: MAX_WAITING / 2 }, (_, index) => `/api/a${MAX_WAITING - 1 - index}`),
    );
    ask('/api/last', { share: 'org:2' });
    expect(turnedAway.at(-1)?.path).toBe('/api/last');
    database.isFree = true;
    for (let turn = 0; turn < 4; turn += 1) jest.advanceTimersToNextTimer();
    expect(begun).toEqual(['/api/a0', '/api/b', '/api/a1', '/api/b']);
  });
});
