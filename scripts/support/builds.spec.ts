import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildParts, PARTS } from './builds.mjs';

const ROOT = path.join(__dirname, '../..');

/** Stands in for Vite: notes each call, and copies the page of the sources or fails. */
const VITE = `
  import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
  const output = process.argv.at(-1);
  appendFileSync('calls', 'call\\n');
  if (existsSync('web/broken.ts')) { console.error('broken.ts does not parse'); process.exit(1); }
  mkdirSync(output);
  writeFileSync(output + '/index.html', readFileSync('web/index.html'));
`;

/** Sources that the dashboard shares with the service. */
const DOMAIN = ['gate', 'ratings', 'recipes'].map((folder) => `src/domain/${folder}/a.ts`);

describe('a part of the build', () => {
  let root: string;
  let other: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'builds-'));
    other = mkdtempSync(path.join(tmpdir(), 'builds-'));
    write('node_modules/vite/package.json', '{"type":"module"}');
    write('node_modules/vite/bin/vite.js', VITE);
    for (const file of ['web/index.html', 'recipes/a.yml', ...DOMAIN]) write(file, 'one');
    write('package-lock.json', '{}');
  });
  afterEach(() => [root, other].forEach((folder) => rmSync(folder, { recursive: true })));

  function write(name: string, text: string): void {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  const build = (more: { into?: string; others?: readonly string[] } = {}): string[] => {
    const lines: string[] = [];
    buildParts({ root, parts: ['dashboard'], report: (line) => lines.push(line), ...more });
    return lines;
  };
  const calls = () => readFileSync(path.join(root, 'calls'), 'utf8').trim().split('\n').length;

  it('is built once for a state of its sources', () => {
    expect(build()).toEqual(['Building the dashboard']);
    write('web/index.html', 'one');
    write('web/src/page.test.tsx', 'a test');
    write('src/cli/a.ts', 'of another part');
    expect(build()).toEqual([]);
    expect(calls()).toBe(1);
  });

  it.each(['web/index.html', 'src/domain/gate/b.ts', 'package-lock.json'])(
    'is built again after a change of %s',
    (name) => {
      build();
      write(name, 'two');
      expect(build()).toEqual(['Building the dashboard']);
      expect(calls()).toBe(2);
    },
  );

  it('is taken from another folder with a build of the same sources', () => {
    build();
    expect(build({ into: other, others: [other, root] })).toEqual([
      'Taking the dashboard from a build of the same sources',
    ]);
    expect(readFileSync(path.join(other, 'dist-web/index.html'), 'utf8')).toBe('one');
    write('web/index.html', 'two');
    expect(build({ others: [other] })).toEqual(['Building the dashboard']);
    expect(readFileSync(path.join(root, 'dist-web/index.html'), 'utf8')).toBe('two');
  });

  it('stays as it was where its build fails, which tells why', () => {
    build();
    write('web/broken.ts', '');
    expect(() => build()).toThrow(/^The build of the dashboard failed\.\nbroken\.ts does not parse/);
    expect(readFileSync(path.join(root, 'dist-web/index.html'), 'utf8')).toBe('one');
    expect(() => build()).toThrow('failed');
    expect(readdirSync(path.join(root, 'node_modules/.cache/drafts'))).toEqual([]);
  });
});

describe('the sources of the dashboard', () => {
  it('are all that it imports', () => {
    const folder = path.join(ROOT, 'web');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => /^(src|build)\/.*\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file),
    );
    const imported = files.flatMap((file) =>
      [...readFileSync(path.join(folder, file), 'utf8').matchAll(/from '(\.\.?\/[^'?]+)/g)].map(([, name]) =>
        path.relative(ROOT, path.join(folder, path.dirname(file), name!)),
      ),
    );
    const isSource = (file: string) => PARTS.dashboard.sources.some((name) => file.startsWith(`${name}/`));
    expect(imported.length).toBeGreaterThan(100);
    expect(imported.filter((file) => !isSource(file))).toEqual([]);
  });
});
