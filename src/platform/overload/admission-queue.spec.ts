import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DatabaseCheck } from '../database/database-check.js';
import { RawResponse } from '../http/raw-response.js';
import { AdmissionQueue } from './admission-queue.js';

const MAX_WAITING = 1_000;
const MAX_WAIT_MS = 5_000;

/** A server of which only the way in is real. */
function aServer() {
  const database = { isFree: true, hasRoom: () => database.isFree };
  const begun: (string | undefined)[] = [];
  const turnedAway: { path: string; headers: string[]; body: Record<string, unknown> }[] = [];
  const meter = { startRequest: () => () => undefined };
  const enter = new AdmissionQueue(database as unknown as DatabaseCheck).before({
    next: ({ url }) => begun.push(url),
    raw: new RawResponse(['X-Always', 'there']),
    meter,
  });
  const ask = (url: string, isGone = false) => {
    let headers: string[] = [];
    const response = {
      destroyed: isGone,
      writeHead: (status: number, given: string[]) => {
        headers = [String(status), ...given];
        return response;
      },
      end: (body: string) => turnedAway.push({ path: url, headers, body: JSON.parse(body) as never }),
    };
    enter({ method: 'GET', url, headers: {} } as IncomingMessage, response as unknown as ServerResponse);
  };
  return { database, begun, turnedAway, ask };
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

  it('lets operators in at once', () => {
    const { database, ask, begun } = aServer();
    database.isFree = false;
    for (let waiting = 0; waiting <= MAX_WAITING; waiting += 1) ask('/api/a');
    ask('/api/health/ready');
    ask('/metrics');
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
      /^503 X-Always there X-Request-Id [\w-]+ Retry-After 1 Content-Type application.problem/,
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
    ask('/api/a', true);
    ask('/api/b');
    jest.runAllTimers();
    expect(begun).toEqual(['/api/b']);
    expect(turnedAway).toEqual([]);
  });
});
