import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../src/embedded-postgres/free-port.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, BuiltService, cleanUpServices } from '../support/built-service.js';

beforeAll(buildPackage, BUILD_TIMEOUT_MS);
afterAll(cleanUpServices);

it('answers 503 with Retry-After from its start on, until it is ready', async () => {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}/api/scans`;
  const met: string[] = [];
  const state = { isOver: false };
  const starting = BuiltService.start({ DATA_DIR: await aDataDir(), PORT: String(port) }).finally(() => {
    state.isOver = true;
  });
  while (!state.isOver) {
    const answer = await fetch(url).catch(() => null);
    met.push(answer === null ? 'refused' : `${answer.status} ${answer.headers.get('retry-after')}`);
    await sleep(50);
  }
  await starting;
  expect((await fetch(url)).status).toBe(401);
  const answered = met.slice(met.findIndex((answer) => answer !== 'refused'));
  expect(new Set(answered.filter((answer) => answer !== 'refused' && answer !== '401 null'))).toEqual(
    new Set(['503 2']),
  );
  // In the moment in which the service takes the port over.
  expect(answered.filter((answer) => answer === 'refused').length).toBeLessThan(3);
});
