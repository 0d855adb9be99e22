import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTar, type TarFile, UnreadableTar } from './read-tar.js';
import { TAR_END, tarEntry } from './tar-entry.js';

const AT = new Date('2026-11-27T12:00:00Z');
const LIMIT = 10_000;

async function filesOf(tar: Buffer, chunkBytes = 100, maxBytes = LIMIT): Promise<[string, string][]> {
  const files: TarFile[] = [];
  for await (const file of readTar(inChunks(tar, chunkBytes), maxBytes)) files.push(file);
  return files.map(({ name, content }) => [name, content.toString()]);
}

async function* inChunks(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield Promise.resolve(bytes.subarray(at, at + length));
}

const FILES: [string, string][] = [
  ['empty', ''],
  ['folder/whole.txt', 'x'.repeat(1024)],
  ['folder/part.txt', 'umlaut \u00e4\n'],
];
const TAR = Buffer.concat([...FILES.map(([name, text]) => tarEntry(name, Buffer.from(text), AT)), TAR_END]);

it.each([1, 7, 512, 1000, 100_000])('reads files that arrive in chunks of %d bytes', async (chunkBytes) => {
  expect(await filesOf(TAR, chunkBytes)).toEqual(FILES);
});

describe('of what tar writes', () => {
  let folder: string;
  const packed = (...args: string[]) =>
    spawnSync('tar', ['--create', '--format=ustar', ...args], { cwd: folder }).stdout;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tar-'));
    writeFileSync(path.join(folder, 'one'), 'first');
    writeFileSync(path.join(folder, 'two'), 'y'.repeat(5000));
    mkdirSync(path.join(folder, 'folder'));
    symlinkSync('one', path.join(folder, 'link'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads plain files', async () => {
    expect(await filesOf(packed('one', 'two'))).toEqual([
      ['one', 'first'],
      ['two', 'y'.repeat(5000)],
    ]);
  });

  it.each(['folder', 'link'])('refuses a %s', async (name) => {
    await expect(filesOf(packed(name))).rejects.toThrow('only contain regular files');
  });
});

it.each([
  ['what is no tar', Buffer.alloc(LIMIT, 'no tar'), 'not a tar archive'],
  ['a tar that is cut short in a file', TAR.subarray(0, 1600), 'is truncated'],
  ['a tar without its end', TAR.subarray(0, -TAR_END.length), 'is truncated'],
  ['nothing', Buffer.alloc(0), 'is truncated'],
])('refuses %s', async (_, tar, message) => {
  const reading = filesOf(tar);
  await expect(reading).rejects.toThrow(UnreadableTar);
  await expect(reading).rejects.toThrow(message);
});

it('refuses a file that is longer than allowed before it reads it', async () => {
  await expect(filesOf(TAR, 100, 1023)).rejects.toThrow('whole.txt is longer than 1023 bytes');
});
