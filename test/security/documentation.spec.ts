import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CALLERS, whoseOf } from './support/authorization-matrix.js';
import { ROUTES } from './support/route-table.js';

const ROOT = path.join(__dirname, '../..');
const page = readFileSync(path.join(ROOT, 'docs/security.md'), 'utf8');

const testsIn = (text: string): string[] => [...text.matchAll(/`([\w./-]+\.spec\.ts)`/g)].map(([, file]) => file!);

/** Numbers of requirements; `1.2.3 to 1.2.5` are three. Of a row with proofs those of its first cell alone. */
function requirementsIn(text: string): string[] {
  const sources = text.split('\n').map((line) => (line.startsWith('|') ? line.split('|')[1]! : line));
  return [...sources.join('\n').matchAll(/(\d+\.\d+)\.(\d+)(?:\s+to\s+\1\.(\d+))?/g)].flatMap(
    ([, section, first, last = first]) =>
      Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => `${section!}.${Number(first) + at}`),
  );
}

describe('docs/security.md', () => {
  const [promises, standard] = page.split('\n## OWASP ASVS');
  const named = testsIn(page);

  it('names tests that exist, and each of this folder', () => {
    expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    const here = readdirSync(__dirname).filter((file) => file.endsWith('.spec.ts'));
    expect(here.filter((file) => !named.includes(`test/security/${file}`))).toEqual([]);
  });

  it('names tests that its command runs', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const [, patterns] = scripts['test:security']!.split('--testPathPatterns ');
    const isRun = (file: string) => patterns!.split(' ').some((pattern) => file.includes(pattern));
    expect(testsIn(promises!).filter((file) => !isRun(file))).toEqual([]);
  });

  it('has each requirement of the standard once, and a proof of what is met', () => {
    const requirements = requirementsIn(standard!);
    expect(requirements.filter((each, index) => requirements.indexOf(each) !== index)).toEqual([]);
    const rows = standard!.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    const states = rows.filter(([, number]) => /^\d/.test(number ?? ''));
    expect(new Set(states.map(([, , , state]) => state))).toEqual(new Set(['met', 'in part', 'no']));
    expect(states.filter(([, , , , proof]) => proof === '')).toEqual([]);
  });

  it('counts the cells of the matrix', () => {
    const routes = Object.keys(ROUTES);
    const cells = routes.reduce((sum, route) => sum + CALLERS.length * whoseOf(route).length, 0);
    expect(page).toContain(`${routes.length} routes, ${CALLERS.length} callers, ${cells.toLocaleString('en')} cells`);
  });

  it('counts the packages as docs/dependencies.md does', () => {
    const dependencies = readFileSync(path.join(ROOT, 'docs/dependencies.md'), 'utf8').replace(/\s+/g, ' ');
    const [, all, production] = /(\d+) packages, (\d+) for production/.exec(page)!;
    expect(dependencies).toContain(`holds ${all} packages: ${production} for production`);
  });
});
