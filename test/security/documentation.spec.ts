import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CALLERS, whoseOf } from './support/authorization-matrix.js';
import { ROUTES } from './support/route-table.js';

const ROOT = path.join(__dirname, '../..');
const page = readFileSync(path.join(ROOT, 'docs/security.md'), 'utf8');

describe('docs/security.md', () => {
  const named = [...page.matchAll(/`([\w./-]+\.spec\.ts)`/g)].map(([, file]) => file!);

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
    expect(named.filter((file) => !isRun(file))).toEqual([]);
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
