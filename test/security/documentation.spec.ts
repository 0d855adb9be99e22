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

describe('docs/authorization.md', () => {
  const [header, , ...rows] = readFileSync(path.join(ROOT, 'docs/authorization.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  const cellOf = (row: readonly string[], column: string) => row[header!.indexOf(column)];
  const WITHOUT_MINT = ['read:scans', 'read:repos', 'write:scans', 'admin'];
  /** Changes of people, of their credentials, and of what is trusted. */
  const OF_TRUST =
    /^(POST|PUT|PATCH|DELETE) \/api\/(auth|api-keys|users|members|orgs?|trusted-publishers|forges|webhooks)(\/|$)/;
  /** Those of them that end trust, or make none. */
  const WITH_ADMIN = [
    'POST /api/api-keys/:id/revoke',
    'DELETE /api/org/retention/pending',
    'PATCH /api/org',
    'DELETE /api/members/invitations/:id',
    'POST /api/members/:user_id/sessions/revoke',
    'PATCH /api/webhooks/:id',
    'DELETE /api/webhooks/:id',
    'POST /api/webhooks/:id/ping',
    'POST /api/webhooks/:id/deliveries/:delivery_id/redeliver',
    'POST /api/webhooks/:id/redeliver',
    'DELETE /api/trusted-publishers/:id',
    'PATCH /api/forges/:id',
    'DELETE /api/forges/:id',
    'POST /api/forges/:id/test',
  ];
  const changes = rows.filter((row) => OF_TRUST.test(row[1]!.replace(/ \(\w+\)$/, '')));

  it('has no cell by which a key without mint reaches the credentials of a person, or makes lasting trust', () => {
    const open = changes.filter((row) => WITHOUT_MINT.some((scope) => cellOf(row, scope) !== '–')).map((row) => row[1]);
    expect(open).toEqual(WITH_ADMIN);
  });

  it('has the routes that a key with mint uses, and those that none does', () => {
    const open = changes.filter((row) => cellOf(row, 'mint') !== '–').map((row) => row[1]);
    expect(open).toEqual([
      'POST /api/api-keys',
      'POST /api/api-keys/:id/rotate',
      'PUT /api/org/sso',
      'POST /api/members/invitations',
      'POST /api/members',
      'PATCH /api/members/:user_id',
      'POST /api/members/:user_id/reset-link',
      'DELETE /api/members/:user_id/second-factor',
      'DELETE /api/members/:user_id',
      'POST /api/webhooks',
      'PATCH /api/webhooks/:id (url)',
      'PATCH /api/webhooks/:id (headers)',
      'POST /api/webhooks/:id/rotate-secret',
      'PATCH /api/trusted-publishers/:id',
      'POST /api/forges',
      'PATCH /api/forges/:id (base_url)',
      'PATCH /api/forges/:id (credentials)',
    ]);
    for (const route of ['DELETE /api/org', 'POST /api/org/transfer', 'DELETE /api/users/:id']) {
      const row = rows.find((each) => each[1] === route)!;
      expect([...WITHOUT_MINT, 'mint'].map((scope) => cellOf(row, scope))).toEqual(['–', '–', '–', '–', '–']);
    }
  });
});
