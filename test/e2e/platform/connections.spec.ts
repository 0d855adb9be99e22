import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { exchange, openConnection } from '../../security/support/raw-http.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const LIMIT = 6;
const MORE = 4;
const HEALTH = 'GET /api/health HTTP/1.1\r\nHost: x\r\n';

describe('the connections of an address', () => {
  let service: TestApp;
  const open: Socket[] = [];
  const start = async (environment: Record<string, string>) => {
    service = await startTestApp({ MAX_CONNECTIONS_PER_ADDRESS: String(LIMIT), ...environment });
  };
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.destroy();
    await service.stop();
  });

  /** Opens more connections than one address may have, and resolves with the number of those that stay open. */
  async function stayingOpen(): Promise<number> {
    const closed = new Set<Socket>();
    for (let index = 0; index < LIMIT + MORE; index += 1) {
      const socket = openConnection(service.url);
      socket.resume().once('close', () => closed.add(socket));
      open.push(socket);
    }
    await sleep(500);
    return open.length - closed.size;
  }

  it('are bounded, and what is over is closed; who keeps its connection goes on', async () => {
    await start({});
    // The administrator's connection from the sign-in is one of them, as long as it is kept.
    const kept = await stayingOpen();
    expect([LIMIT - 1, LIMIT]).toContain(kept);
    expect((await exchange(service.url, `${HEALTH}Connection: close\r\n\r\n`)).statuses).toEqual([]);
    const [first] = open as [Socket];
    const answered = new Promise<string>((resolve) => first.once('data', (chunk) => resolve(chunk.toString())));
    first.write(`${HEALTH}\r\n`);
    expect(await answered).toMatch(/^HTTP\/1\.1 200 /);
    first.destroy();
    await sleep(100);
    expect((await exchange(service.url, `${HEALTH}Connection: close\r\n\r\n`)).statuses).toEqual([200]);
  });

  it('of a trusted proxy are not counted', async () => {
    await start({ TRUST_PROXY: 'loopback' });
    expect(await stayingOpen()).toBe(LIMIT + MORE);
  });
});

describe('requests that are sent without waiting for answers', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(() => service.stop());

  it('are answered in their order', async () => {
    const paths = ['/api/health', '/api/nothing', '/api/health/ready', '/api/org', '/api/health/live'];
    const sent = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect((await exchange(service.url, sent.join(''))).statuses).toEqual([200, 404, 200, 401, 200]);
  });

  it('close their connection where they are too many', async () => {
    const { isClosed } = await exchange(service.url, `${HEALTH}\r\n`.repeat(500));
    expect(isClosed).toBe(true);
    expect((await service.anonymous.get('/health')).status).toBe(200);
  });
});
