import { spawnSync } from 'node:child_process';
import { TAR_END, tarEntry } from './tar-entry.js';

const AT = new Date('2026-11-27T12:00:00Z');

describe('tarEntry', () => {
  const archive = Buffer.concat([
    tarEntry('empty', Buffer.alloc(0), AT),
    tarEntry('folder/whole.txt', Buffer.alloc(1024, 'x'), AT),
    tarEntry('folder/part.txt', Buffer.from('umlaut \u00e4\n'), AT),
    TAR_END,
  ]);
  const tar = (...args: string[]) => spawnSync('tar', args, { input: archive, env: { ...process.env, TZ: 'UTC' } });

  it('writes files as tar reads them', () => {
    const { stdout, stderr, status } = tar('--list', '--verbose', '--file=-');
    expect([status, stderr.toString()]).toEqual([0, '']);
    const files = stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/));
    expect(files.map(([mode, , size, day, , name]) => [mode, size, day, name])).toEqual([
      ['-rw-------', '0', '2026-11-27', 'empty'],
      ['-rw-------', '1024', '2026-11-27', 'folder/whole.txt'],
      ['-rw-------', '10', '2026-11-27', 'folder/part.txt'],
    ]);
    expect(tar('--extract', '--to-stdout', '--file=-', 'folder/part.txt').stdout.toString()).toBe('umlaut \u00e4\n');
  });

  it.each(['', 'a b', '\u00e4', 'n'.repeat(101)])('refuses the name %p', (name) => {
    expect(() => tarEntry(name, Buffer.alloc(0), AT)).toThrow('cannot contain a file');
  });
});
