import fc from 'fast-check';
import type { Share } from './share.js';
import { ShareQueue } from './share-queue.js';

interface Item {
  readonly share: Share;
  readonly id: number;
}

const aQueue = (...items: Item[]) => {
  const queue = new ShareQueue<Item>();
  for (const item of items) queue.add(item);
  return queue;
};
const item = (org: number, id: number): Item => ({ share: `org:${org}`, id });
const idsOf = (queue: ShareQueue<Item>) => Array.from({ length: queue.size }, () => queue.take()!.id);

describe('ShareQueue', () => {
  it('serves shares round robin, and each in the order of arrival', () => {
    expect(idsOf(aQueue(item(1, 1), item(1, 2), item(1, 3), item(2, 4), item(3, 5), item(2, 6)))).toEqual([
      1, 4, 5, 2, 6, 3,
    ]);
    expect(aQueue().take()).toBeUndefined();
  });

  it('passes over what is not ready, without loss of its turn', () => {
    const queue = aQueue(item(1, 1), item(2, 2), item(2, 3), item(3, 4));
    expect(queue.take(({ share }) => share !== 'org:1')?.id).toBe(2);
    expect(queue.take(() => false)).toBeUndefined();
    expect(idsOf(queue)).toEqual([1, 4, 3]);
  });

  it('takes out what waits no longer', () => {
    const [first, second] = [item(1, 1), item(1, 2)];
    const queue = aQueue(first, second, item(2, 3));
    expect([queue.remove(first), queue.remove(first), queue.remove(item(9, 9))]).toEqual([true, false, false]);
    expect(queue.size).toBe(2);
    expect(idsOf(queue)).toEqual([2, 3]);
  });

  it('drops the newest of the share with the most, of several the one that is served last', () => {
    const queue = aQueue(item(1, 1), item(1, 2), item(2, 3), item(2, 4), item(3, 5));
    expect([queue.dropNewest()?.id, queue.dropNewest()?.id, queue.dropNewest()?.id]).toEqual([4, 2, 5]);
    expect(aQueue().dropNewest()).toBeUndefined();
  });

  it('gives no share a second turn while another waits for its first, and keeps the order within each', () => {
    const arrivals = fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant('take' as const)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(arrivals, (steps) => {
        const queue = new ShareQueue<Item>();
        /** Turns of others since the share's oldest item could have been served. */
        const passed = new Map<Share, Share[]>();
        const lastId = new Map<Share, number>();
        const serve = () => {
          const waiting = [1, 2, 3, 4].map((org): Share => `org:${org}`).filter((share) => queue.of(share).length > 0);
          const served = queue.take();
          expect(served !== undefined).toBe(waiting.length > 0);
          if (!served) return;
          expect(served.id).toBeGreaterThan(lastId.get(served.share) ?? -1);
          lastId.set(served.share, served.id);
          passed.delete(served.share);
          for (const share of waiting.filter((other) => other !== served.share)) {
            const others = [...(passed.get(share) ?? []), served.share];
            expect(new Set(others).size).toBe(others.length);
            passed.set(share, others);
          }
        };
        steps.forEach((step, id) => (step === 'take' ? serve() : queue.add(item(step, id))));
        while (queue.size > 0) serve();
      }),
    );
  });
});
