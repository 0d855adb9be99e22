import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dropOldest, openResultCache } from './result-cache.js';

describe('results that are kept', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qgate-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (ids: Readonly<Record<string, string>>, options: object = {}) =>
    openResultCache(path.join(folder, 'kept'), new Map(Object.entries(ids))).open<number | null>('measure', options);

  async function keep(): Promise<void> {
    const results = await open({ 'a.ts': '1', 'b.ts': '2' });
    results.keep('a.ts', 7);
    results.keep('b.ts', null);
    results.keep('unknown.ts', 9);
    await results.save();
  }

  it('are found by content, extension, version and options', async () => {
    await keep();
    const results = await open({ 'moved.ts': '1', 'b.ts': '2', 'a.ts': '3', 'a.js': '1' });
    const found = ['moved.ts', 'b.ts', 'a.ts', 'a.js', 'unknown.ts'].map((file) => results.find(file));
    expect(found).toEqual([7, null, undefined, undefined, undefined]);
    expect((await open({ 'a.ts': '1' }, { version: 2 })).find('a.ts')).toBeUndefined();
  });

  it('are not believed where the file was changed', async () => {
    await keep();
    const [name] = readdirSync(path.join(folder, 'kept'));
    const file = path.join(folder, 'kept', name!);
    writeFileSync(file, readFileSync(file, 'utf8').replace('7', '8'));
    expect((await open({ 'a.ts': '1' })).find('a.ts')).toBeUndefined();
    writeFileSync(file, 'no digest');
    expect((await open({ 'a.ts': '1' })).find('a.ts')).toBeUndefined();
  });

  it('cost nothing but time where the folder cannot be written', async () => {
    writeFileSync(path.join(folder, 'kept'), 'a file');
    await keep();
    expect((await open({ 'a.ts': '1' })).find('a.ts')).toBeUndefined();
  });

  it.each([
    [29, ['new']],
    [30, ['middle', 'new']],
    [31, ['middle', 'new']],
    [45, ['middle', 'new', 'old']],
  ])('take no more than %i bytes: %j', async (most, left) => {
    for (const [at, [name, size]] of [
      ['old', 15],
      ['middle', 20],
      ['new', 10],
    ].entries()) {
      writeFileSync(path.join(folder, name as string), 'x'.repeat(size as number));
      utimesSync(path.join(folder, name as string), at + 1, at + 1);
    }
    await dropOldest(folder, most);
    expect(readdirSync(folder).sort()).toEqual(left);
  });
});
