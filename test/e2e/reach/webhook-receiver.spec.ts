import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findFreePort } from '../../../src/embedded-postgres/free-port.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const PAGE = readFileSync(path.join(__dirname, '../../../docs/webhooks.md'), 'utf8');
const RECEIVER = /```js\n([\s\S]*?)```/.exec(PAGE)![1]!;

let service: TestApp;
const running: ChildProcess[] = [];

beforeAll(async () => {
  service = await startTestApp({ OUTGOING_ALLOW: '127.0.0.1' });
});
afterAll(async () => {
  for (const one of running) one.kill('SIGKILL');
  await service.stop();
});

/** The page's receiver as a process of its own, with what it writes. */
async function startReceiver(secret: string, port: number): Promise<() => string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', RECEIVER], {
    env: { WEBHOOK_SECRET: secret, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  let written = '';
  child.stdout.on('data', (text: Buffer) => (written += text.toString()));
  for (;;) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' }).then(
      ({ status }) => status === 401,
      () => false,
    );
    if (isUp) return () => written;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('the receiver of docs/webhooks.md takes what is signed by its secret, and nothing else', async () => {
  expect(RECEIVER.trim().split('\n').length).toBeLessThanOrEqual(20);
  const port = await findFreePort();
  const wanted = { url: `http://127.0.0.1:${port}/`, events: ['*'] };
  const { id, secret } = (await service.admin.post('/webhooks', wanted)).body;
  const written = await startReceiver(secret as string, port);
  const ping = async (of: unknown) => (await service.admin.post(`/webhooks/${of as number}/ping?wait=15`)).body;
  expect(await ping(id)).toMatchObject({ state: 'delivered', attempts: [{ status: 204 }] });
  expect(written()).toContain('webhook.ping');
  await service.admin.post(`/webhooks/${id}/rotate-secret`);
  expect(await ping(id)).toMatchObject({ state: 'delivered' });
  const other = (await service.admin.post('/webhooks', wanted)).body;
  expect(await ping(other.id)).toMatchObject({ state: 'failed', attempts: [{ status: 401 }] });
});
