import { Alarm } from './alarm.js';

const FOREVER_MS = 1_000_000;

describe('Alarm', () => {
  it('wakes the sleeper', async () => {
    const alarm = new Alarm();
    const sleep = alarm.sleep(FOREVER_MS);
    alarm.ring();
    await expect(sleep).resolves.toBeUndefined();
  });

  it('lets nobody sleep after a ring until it is reset', async () => {
    const alarm = new Alarm();
    alarm.ring();
    await alarm.sleep(FOREVER_MS);
    alarm.reset();
    const woken: string[] = [];
    const sleep = alarm.sleep(FOREVER_MS).then(() => woken.push('up'));
    await Promise.resolve();
    expect(woken).toEqual([]);
    alarm.ring();
    await sleep;
    expect(woken).toEqual(['up']);
  });

  it('ends by itself when the time has passed', async () => {
    await expect(new Alarm().sleep(1)).resolves.toBeUndefined();
  });
});
