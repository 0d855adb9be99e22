import { ComingParts, PartsRecalled } from './coming-parts.js';

/** Goes through the parts, and notes what came at a time. */
async function gone(parts: ComingParts<number>, seen: (readonly number[])[] = []): Promise<(readonly number[])[]> {
  for await (const come of parts) seen.push(come);
  return seen;
}

/** Lets all that waits go on. */
const settle = () => new Promise(setImmediate);

describe('ComingParts', () => {
  it('gives at once what has come meanwhile, and then what comes', async () => {
    const parts = new ComingParts<number>();
    const seen: (readonly number[])[] = [];
    parts.add(1);
    parts.add(2);
    const going = gone(parts, seen);
    await settle();
    expect(seen).toEqual([[1, 2]]);
    parts.add(3);
    await settle();
    parts.complete();
    await going;
    expect(seen).toEqual([[1, 2], [3]]);
  });

  it('can be gone through again', async () => {
    const parts = new ComingParts<number>();
    const first = gone(parts);
    await settle();
    parts.add(1);
    await settle();
    parts.add(2);
    parts.complete();
    expect(await first).toEqual([[1], [2]]);
    expect(await gone(parts)).toEqual([[1, 2]]);
  });

  it('fails behind the last part', async () => {
    const parts = new ComingParts<number>();
    const seen: (readonly number[])[] = [];
    parts.add(1);
    parts.fail(new RangeError('no more'));
    await expect(gone(parts, seen)).rejects.toThrow('no more');
    expect(seen).toEqual([[1]]);
  });

  it('tells who goes through them when they are void, and gives the others to who begins anew', async () => {
    const parts = new ComingParts<number>();
    parts.add(1);
    const going = gone(parts);
    await settle();
    parts.recall();
    parts.add(2);
    parts.complete();
    await expect(going).rejects.toThrow(PartsRecalled);
    expect(await gone(parts)).toEqual([[2]]);
  });

  it('waits for the first part, or for the end', async () => {
    const parts = new ComingParts<number>();
    const first = parts.first();
    parts.add(7);
    parts.add(8);
    expect(await first).toBe(7);

    const none = new ComingParts<number>();
    const nothing = none.first();
    none.complete();
    expect(await nothing).toBeNull();

    const failed = new ComingParts<number>();
    const failure = failed.first();
    failed.fail(new RangeError('broken'));
    await expect(failure).rejects.toThrow('broken');
  });
});
