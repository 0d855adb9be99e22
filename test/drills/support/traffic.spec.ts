import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../../src/embedded-postgres/free-port.js';
import { Traffic } from './traffic.js';

describe('traffic of a drill', () => {
  it('can be abandoned where no instance answers', async () => {
    const traffic = new Traffic([`http://127.0.0.1:${await findFreePort()}`], {});
    await sleep(50);
    await expect(
      Promise.race([traffic.abandon(), sleep(10_000, 'still running', { ref: false })]),
    ).resolves.toBeUndefined();
    expect(traffic.takeAnswers()).toMatchObject({ succeeded: 0, failures: [] });
  });
});
