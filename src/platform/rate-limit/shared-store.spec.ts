import { SystemClock } from '../time/clock.js';
import type { BudgetStore } from './budget-store.js';
import { MemoryStore } from './memory-store.js';
import { SharedStore } from './shared-store.js';

/** A shared store that a test switches off and on. */
class SwitchableStore implements BudgetStore {
  isAway = false;

  get isShared() {
    return !this.isAway;
  }

  private readonly counts = new MemoryStore(new SystemClock());

  take(key: string, limit: number) {
    return this.isAway ? Promise.reject(new Error('away')) : this.counts.take(key, limit);
  }

  close = () => this.counts.close();
}

describe('SharedStore', () => {
  const shared = new SwitchableStore();
  const instances = [1, 2].map(() => new SharedStore(shared, new MemoryStore(new SystemClock())));
  afterAll(() => Promise.all(instances.map((instance) => instance.close())));

  const admittedOf = async (key: string, requests: number, limit: number) => {
    const admissions = await Promise.all(
      Array.from({ length: requests }, (_, index) => instances[index % 2]!.take(key, limit)),
    );
    return admissions.filter(({ isAdmitted }) => isAdmitted).length;
  };

  it('lets no more than the limit through over two instances', async () => {
    expect(await admittedOf('a', 30, 7)).toBe(7);
  });

  it('goes on counting here when the shared store is lost, and hands out no fresh budget', async () => {
    const [instance] = instances as [SharedStore];
    for (let request = 0; request < 4; request += 1) await instance.take('b', 5);
    shared.isAway = true;
    expect(await instance.take('b', 5)).toMatchObject({ isAdmitted: true, remaining: 0 });
    expect(await instance.take('b', 5)).toMatchObject({ isAdmitted: false });
    shared.isAway = false;
    expect(await instance.take('b', 5)).toMatchObject({ isAdmitted: false });
  });
});
