import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerWhileStarting } from './answer-while-starting.js';

/** Listens at a port for a moment; answers which one it was. */
async function listenOnce(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port }, resolve));
  const { port: own } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return own;
}

it('answers 503 until the service listens itself, and says that it lives', async () => {
  const address = { host: '127.0.0.1', port: await listenOnce(0) };
  const url = `http://${address.host}:${address.port}`;
  const end = await answerWhileStarting(address, null);
  const answer = await fetch(`${url}/api/scans?limit=1`, { method: 'POST', body: 'a report' });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await answer.json()).toMatchObject({ code: 'unavailable', instance: '/api/scans', status: 503 });
  expect((await fetch(`${url}/api/health/ready`)).status).toBe(503);
  const live = await fetch(`${url}/api/health/live`);
  expect([live.status, await live.json()]).toEqual([200, { status: 'ok' }]);
  await end();
  await end();
  expect(await listenOnce(address.port)).toBe(address.port);
});
