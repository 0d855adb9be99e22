import { DataSource } from 'typeorm';
import { liveThrough } from '../security/support/organization-life.js';
import { anOrganization } from '../support/actors.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { startPrivateApp } from '../support/private-app.js';
import { isNightly } from '../support/programme.js';
import { type FaultAnswer, findUnboundStatements, recordStatements, UnluckyClient } from '../support/statement-walk.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, stopWorkLoops } from '../support/test-app.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** The tables that the statement reads without naming its organization. */
const unboundIn = async (text: string): Promise<string[]> => {
  const lines = await findUnboundStatements(database.admin, [text]);
  return lines.map((line) => line.slice(0, line.indexOf(':'))).sort();
};

describe('the walk over statements', () => {
  it.each([
    ['a predicate', 'SELECT name FROM repos WHERE org_id = $1 AND id = $2'],
    ['a predicate on the organization itself', 'SELECT name FROM organizations WHERE id = $1'],
    [
      'a predicate that follows from a join',
      'SELECT s.id FROM scans s JOIN repos r ON r.org_id = s.org_id AND r.id = s.repo_id WHERE s.org_id = $1',
    ],
    [
      'a predicate in each subquery',
      `SELECT s.id FROM scans s WHERE s.org_id = $1
         AND NOT EXISTS (SELECT FROM scan_manifests m WHERE m.org_id = $1 AND m.scan_id = s.id)`,
    ],
    ['rows that are written', 'INSERT INTO repos (org_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id'],
    ['names that TypeORM quotes', 'SELECT "R"."id" FROM "public"."repos" "R" WHERE (("R"."org_id" = $1)) LIMIT 1'],
    ['a copy', "COPY (SELECT name FROM repos WHERE org_id = '7') TO STDOUT (FORMAT binary)"],
    ['tables of no organization', 'SELECT name FROM migrations ORDER BY name DESC LIMIT 1'],
  ])('accepts %s', async (_, text) => {
    expect(await unboundIn(text)).toEqual([]);
  });

  it.each([
    ['reads by the id alone', 'SELECT name FROM repos WHERE id = $1', ['public.repos']],
    ['leaves it to the join of one table', 'SELECT FROM scans s, repos r WHERE s.org_id = $1', ['public.repos']],
    [
      'forgets it in a subquery',
      'SELECT FROM scans s WHERE s.org_id = $1 AND s.repo_id IN (SELECT id FROM repos WHERE name = $2)',
      ['public.repos'],
    ],
    ['changes rows of all', `UPDATE repos SET name = 'x' WHERE id = $1`, ['public.repos']],
    ['deletes rows of all', 'DELETE FROM scan_manifests WHERE scan_id = $1', ['public.scan_manifests']],
    ['copies rows of all', 'COPY (SELECT name FROM repos WHERE id = 1) TO STDOUT (FORMAT binary)', ['public.repos']],
    ['names another than its own', 'SELECT FROM repos WHERE org_id <> $1', ['public.repos']],
  ])('reports a statement that %s', async (_, text, tables) => {
    expect(await unboundIn(text)).toEqual(tables);
  });

  it('is over all that a service sends', async () => {
    const recorder = recordStatements();
    const service = await startPrivateApp();
    try {
      await service.admin.get('/repos');
      await service.app.get(DataSource).query('SELECT name FROM public.repos WHERE id = $1', [1]);
      expect(await findUnboundStatements(service.database.admin, recorder.take())).toEqual([
        'public.repos: SELECT name FROM public.repos WHERE id = $1',
      ]);
    } finally {
      await service.stop();
    }
  });
});

describe('a statement that the server refuses', () => {
  /** Requests whose statements fail in each of them, as they issue many together. */
  const ROUTES = isNightly
    ? /^POST \/(scans\/\d+\/complete|quality\/gates\/(recompute|waivers)|repos|api-keys|members)|^PUT .*\/config/
    : /^POST \/(repos|api-keys)/;

  it('is 503 in every route, or repeated', async () => {
    const service = await startPrivateApp();
    const answers: FaultAnswer[] = [];
    try {
      const { id } = await anOrganization(service);
      await stopWorkLoops(service);
      const unlucky = new UnluckyClient(service.url, { routes: ROUTES, answers, statements: new Map() });
      await liveThrough(await unlucky.login(ADMIN_EMAIL, ADMIN_PASSWORD, id), { mark: 'amber', keepsAll: true });
    } finally {
      await service.stop();
    }
    const refused = answers.filter(({ status }) => status >= 300);
    expect(refused.filter(({ status, retryAfter }) => status !== 503 || retryAfter === null)).toEqual([]);
    expect(refused.length).toBeGreaterThan(isNightly ? 300 : 75);
    // Of answers that began, the rest is missing for all to see.
    expect(answers.filter(({ status }) => status === 0)).not.toEqual([]);
  }, 600_000);
});
