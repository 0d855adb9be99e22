import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTrackedFile } from './read-tracked-file.js';

describe('readTrackedFile', () => {
  let scratch: string;
  let root: string;

  beforeAll(() => {
    scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'qgate-enrich-')));
    root = path.join(scratch, 'shop');
    mkdirSync(path.join(root, 'src'), { recursive: true });
    mkdirSync(path.join(root, '.git'));
    mkdirSync(path.join(scratch, 'shop-secrets'));
    const write = (file: string, content: string | Buffer) => writeFileSync(path.join(root, file), content);
    write('src/a.js', 'a\r\nb');
    write('src/marked.js', '\ufeffa');
    write('src/wide.js', Buffer.from('\ufeffäb', 'utf16le'));
    write('src/latin.js', Buffer.from('\xe4b', 'latin1'));
    write('src/image.js', Buffer.from([1, 0, 2]));
    write('src/large.js', 'x'.repeat(101));
    write('src/full.js', 'x'.repeat(100));
    write('..a.js', 'dots');
    write('.git/config', 'secret');
    writeFileSync(path.join(scratch, 'outside.js'), 'secret');
    writeFileSync(path.join(scratch, 'shop-secrets/a.js'), 'secret');
    symlinkSync('a.js', path.join(root, 'src/inner-link.js'));
    symlinkSync(path.join(scratch, 'outside.js'), path.join(root, 'src/outer-link.js'));
    symlinkSync('../..', path.join(root, 'src/up'));
    symlinkSync('../shop-secrets', path.join(root, 'sibling'));
    symlinkSync('../.git/config', path.join(root, 'src/git-link.js'));
    symlinkSync('nowhere', path.join(root, 'src/broken-link.js'));
    execFileSync('mkfifo', [path.join(root, 'src/pipe.js')]);
  });

  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  const read = async (file: string, tracked = [file]) => {
    const result = await readTrackedFile(root, new Set(tracked), file, 100);
    return typeof result === 'string' ? result : result.lines.lines;
  };

  it.each([
    ['src/a.js', ['a', 'b']],
    ['src/marked.js', ['a']],
    ['src/wide.js', ['äb']],
    ['src/latin.js', ['äb']],
    ['src/full.js', ['x'.repeat(100)]],
    ['src/inner-link.js', ['a', 'b']],
    ['..a.js', ['dots']],
  ])('reads %s', async (file, lines) => {
    expect(await read(file)).toEqual(lines);
  });

  it.each([
    ['src/large.js', 'too_large'],
    ['src/image.js', 'no_text'],
    ['src/none.js', 'missing'],
    ['src/broken-link.js', 'missing'],
    ['src', 'missing'],
    ['src/pipe.js', 'missing'],
    ['src/outer-link.js', 'outside'],
    ['src/up/outside.js', 'outside'],
    ['sibling/a.js', 'outside'],
    ['src/git-link.js', 'outside'],
    ['.git/config', 'outside'],
    ['../outside.js', 'outside'],
    ['src/../../outside.js', 'outside'],
    ['.', 'outside'],
  ])('does not read %s, even if git tracked it: %s', async (file, reason) => {
    expect(await read(file)).toBe(reason);
  });

  it('does not read what git does not track', async () => {
    expect(await read('src/a.js', ['src/b.js'])).toBe('untracked');
  });
});
