import { DataSource } from 'typeorm';
import { countProblemChanges } from '../../migrations/data/count-problem-changes.js';
import { forgetUnmeasuredTotals } from '../../migrations/data/forget-unmeasured-totals.js';
import { type DataMigration, migrateData } from '../../src/platform/database/data-migrations.js';
import { typeormOptions } from '../../src/platform/database/typeorm-options.js';
import { query } from '../support/postgres.js';
import { aSarifLog } from '../support/reports.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('scans that an earlier version completed', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  /** @param tools lines with a problem, by tool; none for a scan without a report */
  async function aScan(tools: Readonly<Record<string, readonly number[]>>, wish: object = {}): Promise<number> {
    const id = (await app.admin.post('/scans', { repo: 'acme/old', branch: 'main', ...wish })).body.id as number;
    for (const [tool, lines] of Object.entries(tools)) {
      const results = lines.map((line) => ({ rule: 'r', path: `f${line % 3}.ts`, line, snippet: `call(${line})` }));
      const content = aSarifLog(results, tool);
      expect((await app.admin.upload(`/scans/${id}/findings`, {}, { content })).status).toBe(200);
    }
    expect((await app.admin.post(`/scans/${id}/complete`)).status).toBe(200);
    return id;
  }

  async function migrate(migration: DataMigration): Promise<void> {
    await query(app.database.admin, `DELETE FROM data_migrations WHERE name = '${migration.name}'`);
    const source = new DataSource(typeormOptions(app.database.admin, { poolSize: 1 }));
    await source.initialize();
    await migrateData(source, [migration], { info: () => undefined });
    await source.destroy();
  }

  const stored = (columns: string): Promise<Record<string, unknown>[]> =>
    query(app.database.admin, `SELECT id, ${columns} FROM scans ORDER BY id`);
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

  it('get the problems that appeared and disappeared, in several batches', async () => {
    const pull = { branch: 'feature', pr_number: 4 };
    await aScan({ eslint: range(0, 40), ruff: [1, 2] });
    await aScan({ eslint: range(0, 41) }, pull);
    await aScan({ eslint: [...range(2, 40), 50], knip: [7] });
    await aScan({ eslint: range(30, 60) }, pull);
    await aScan({}, { branch: 'other' });
    await aScan({ eslint: range(10, 90), ruff: [1] });
    const expired = await aScan({ eslint: [1] }, { branch: 'expired' });
    await aScan({ eslint: [2] }, { branch: 'expired' });
    const counted = await stored('appeared, disappeared');
    expect(counted).toContainEqual({ id: expect.any(Number), appeared: 2, disappeared: 4 });
    await query(app.database.admin, `UPDATE scans SET details_expired_at = now() WHERE id = ${expired}`);
    // the last one had been counted before the details of the other expired
    const last = counted.pop()!;
    expect(last).toMatchObject({ appeared: 1, disappeared: 1 });
    await query(app.database.admin, 'UPDATE scans SET appeared = NULL, disappeared = NULL');
    await migrate(countProblemChanges());
    expect(await stored('appeared, disappeared')).toEqual([
      ...counted,
      { id: last.id, appeared: null, disappeared: null },
    ]);
    // what a later version counted meanwhile stays
    await query(app.database.admin, 'UPDATE scans SET appeared = 99 WHERE appeared IS NOT NULL');
    await migrate(countProblemChanges());
    const kept = await stored('appeared');
    expect(kept.map(({ appeared }) => appeared ?? 99)).toEqual(kept.map(() => 99));
  });

  it('lose a number of findings that no tool counted', async () => {
    const unmeasured = await aScan({}, { branch: 'unmeasured' });
    const clean = await aScan({ eslint: [] }, { branch: 'clean' });
    const totals = await stored('findings_total');
    expect(totals).toContainEqual({ id: unmeasured, findings_total: null });
    expect(totals).toContainEqual({ id: clean, findings_total: 0 });
    await query(app.database.admin, 'UPDATE scans SET findings_total = coalesce(findings_total, 0)');
    await migrate(forgetUnmeasuredTotals());
    expect(await stored('findings_total')).toEqual(totals);
  });
});
