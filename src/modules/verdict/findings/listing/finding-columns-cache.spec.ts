import { aListedFinding, columnsOf } from '../../../../../test/support/finding-columns.js';
import { type FindingColumns, sizeOfColumns } from '../../../../domain/findings/listing/finding-columns.js';
import { FindingColumnsCache } from './finding-columns-cache.js';

const COLUMNS = columnsOf([aListedFinding()]);
const BYTES = sizeOfColumns(COLUMNS);

describe('FindingColumnsCache', () => {
  let loaded: string[];
  const open = (scans: number) => {
    loaded = [];
    const cache = new FindingColumnsCache(scans * BYTES);
    return (key: string, version = 'v1') =>
      cache.get(key, version, () => {
        loaded.push(`${key} ${version}`);
        return Promise.resolve(COLUMNS);
      });
  };

  it('loads the findings of a scan once, whoever asks meanwhile', async () => {
    const get = open(2);
    expect(await Promise.all([get('a'), get('a')])).toEqual([COLUMNS, COLUMNS]);
    await get('a');
    expect(loaded).toEqual(['a v1']);
  });

  it('loads another version again, and keeps only that one', async () => {
    const get = open(2);
    await get('a');
    await get('a', 'v2');
    await get('b');
    await get('a', 'v2');
    await get('b');
    expect(loaded).toEqual(['a v1', 'a v2', 'b v1']);
  });

  it('forgets the scans that were read longest ago, beyond its bytes', async () => {
    const get = open(2);
    await get('a');
    await get('b');
    await get('a');
    await get('c');
    await get('a');
    expect(loaded).toEqual(['a v1', 'b v1', 'c v1']);
    await get('b');
    expect(loaded).toEqual(['a v1', 'b v1', 'c v1', 'b v1']);
  });

  it('keeps nothing that is larger than all of it', async () => {
    const get = open(0.5);
    await get('a');
    await get('a');
    expect(loaded).toEqual(['a v1', 'a v1']);
  });

  it('loads again what failed', async () => {
    const cache = new FindingColumnsCache(BYTES);
    await expect(cache.get('a', 'v1', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await cache.get('a', 'v1', () => Promise.resolve(COLUMNS))).toBe(COLUMNS);
  });

  it('does not count findings that a newer version has replaced while they were loaded', async () => {
    const cache = new FindingColumnsCache(BYTES);
    let finish: (columns: FindingColumns) => void = () => undefined;
    const old = cache.get('a', 'v1', () => new Promise((resolve) => (finish = resolve)));
    await cache.get('a', 'v2', () => Promise.resolve(COLUMNS));
    finish(COLUMNS);
    await old;
    const reload = jest.fn(() => Promise.resolve(COLUMNS));
    await cache.get('a', 'v2', reload);
    expect(reload).not.toHaveBeenCalled();
  });
});
