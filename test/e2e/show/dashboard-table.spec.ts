import { readFileSync } from 'node:fs';
import path from 'node:path';
import { aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** Questions of the author of a dashboard, from docs/api.md. */
const ROWS = (() => {
  const page = readFileSync(path.join(__dirname, '../../../docs/api.md'), 'utf8');
  const [, section = ''] = page.split('## Build a dashboard');
  return [...section.matchAll(/^\| (.+?) +\| `GET ([^`]+)`.*?\| (.+?) +\|$/gm)].map(([, question, route, answer]) => ({
    question: question!,
    route: route!,
    fields: [...answer!.matchAll(/`(\w+)`/g)].map(([, field]) => field!),
  }));
})();

describe('the table for the author of another dashboard', () => {
  let app: TestApp;
  let values: Readonly<Record<string, string>>;

  beforeAll(async () => {
    app = await startTestApp();
    const scanOf = async (lines: readonly number[], wish: object): Promise<{ id: number; repo_id: number }> => {
      const { body } = await app.admin.post('/scans', { repo: 'acme/shop', ...wish });
      const content = aSarifLog(lines.map((line) => ({ rule: 'r', path: 'a.ts', line, snippet: `call(${line})` })));
      await app.admin.upload(`/scans/${body.id}/findings`, {}, { content });
      expect((await app.admin.post(`/scans/${body.id}/complete`)).status).toBe(200);
      return body;
    };
    const first = await scanOf([1, 2], { branch: 'main' });
    const second = await scanOf([2, 3], { branch: 'main' });
    await scanOf([2, 3, 4], { branch: 'feature', pr_number: 12 });
    values = {
      ...{ repo_id: String(second.repo_id), number: '12', scan_id: String(second.id), other_id: String(first.id) },
    };
  });
  afterAll(() => app.stop());

  it('has a row for each question of a dashboard', () => {
    const routes = ROWS.map(({ route }) => route).join('\n');
    for (const part of ['/overview?verdict', 'points=30', '/compare/', '/pull-requests?', 'ending_soon', '/history/'])
      expect(routes).toContain(part);
  });

  it.each(ROWS)('$question', async ({ route, fields }) => {
    const wanted = route.replace('wait=25', 'wait=1').replace(/:(\w+)/g, (_, name: string) => values[name]!);
    const { status, body } = await app.admin.get(wanted);
    expect([wanted, status]).toEqual([wanted, 200]);
    expect(fields.length).toBeGreaterThan(0);
    expect(Object.keys(body)).toEqual(expect.arrayContaining(fields.filter((field) => field !== 'usage')));
  });
});
