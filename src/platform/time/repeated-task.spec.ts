import { setTimeout as sleep } from 'node:timers/promises';
import { RepeatedTask } from './repeated-task.js';

describe('RepeatedTask', () => {
  it('repeats its work, one run at a time, whatever a run throws', async () => {
    const errors: unknown[] = [];
    let [runs, underWay, most] = [0, 0, 0];
    const task = new RepeatedTask(
      1,
      async () => {
        most = Math.max(most, (underWay += 1));
        await sleep(3);
        underWay -= 1;
        runs += 1;
        throw new Error(`run ${runs}`);
      },
      (error) => errors.push(error),
    );
    task.start();
    while (runs < 3) await sleep(1);
    await task.stop();
    expect(most).toBe(1);
    expect(errors.length).toBeGreaterThanOrEqual(3);
  });

  it('stops after the run under way, and runs no more', async () => {
    let runs = 0;
    const task = new RepeatedTask(
      60_000,
      async () => {
        await sleep(5);
        runs += 1;
      },
      () => undefined,
    );
    void task.run();
    void task.run();
    await sleep(1);
    await task.stop();
    expect(task.isStopping).toBe(true);
    await task.run();
    expect(runs).toBe(1);
  });

  it('runs while it may, and ends long work early where it may not any more', async () => {
    let [runs, mayRun] = [0, true];
    const work = (): Promise<void> => Promise.resolve(void (runs += 1));
    const task = new RepeatedTask(60_000, work, () => undefined, () => mayRun); // prettier-ignore
    await task.run();
    mayRun = false;
    expect(task.isStopping).toBe(true);
    await task.run();
    mayRun = true;
    await task.run();
    expect(runs).toBe(2);
  });
});
