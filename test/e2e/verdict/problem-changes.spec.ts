import { query } from '../../support/postgres.js';
import { aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('completed scans', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  /** @param tools lines with a problem, by tool; none for a scan without a report */
  async function aScan(tools: Readonly<Record<string, readonly number[]>>, wish: object = {}): Promise<number> {
    const id = (await app.admin.post('/scans', { repo: 'acme/web', branch: 'main', ...wish })).body.id as number;
    for (const [tool, lines] of Object.entries(tools)) {
      const results = lines.map((line) => ({ rule: 'r', path: `f${line % 3}.ts`, line, snippet: `call(${line})` }));
      const content = aSarifLog(results, tool);
      expect((await app.admin.upload(`/scans/${id}/findings`, {}, { content })).status).toBe(200);
    }
    expect((await app.admin.post(`/scans/${id}/complete`)).status).toBe(200);
    return id;
  }

  const stored = (columns: string): Promise<Record<string, unknown>[]> =>
    query(app.database.admin, `SELECT id, ${columns} FROM scans ORDER BY id`);
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

  it('have the numbers of problems that appeared and disappeared', async () => {
    const pull = { branch: 'feature', pr_number: 4 };
    await aScan({ eslint: range(0, 40), ruff: [1, 2] });
    await aScan({ eslint: range(0, 41) }, pull);
    await aScan({ eslint: [...range(2, 40), 50], knip: [7] });
    await aScan({ eslint: range(30, 60) }, pull);
    await aScan({}, { branch: 'other' });
    await aScan({ eslint: range(10, 90), ruff: [1] });
    const counted = await stored('appeared, disappeared');
    expect(counted).toContainEqual({ id: expect.any(Number), appeared: 2, disappeared: 4 });
  });

  it('have no number of findings where no tool reported', async () => {
    const unmeasured = await aScan({}, { branch: 'unmeasured' });
    const clean = await aScan({ eslint: [] }, { branch: 'clean' });
    const totals = await stored('findings_total');
    expect(totals).toContainEqual({ id: unmeasured, findings_total: null });
    expect(totals).toContainEqual({ id: clean, findings_total: 0 });
  });
});
