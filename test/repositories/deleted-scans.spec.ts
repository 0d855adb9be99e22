import pg from 'pg';
import { anLcov, aSarifLog, lines } from '../support/reports.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Tests the triggers that delete a scan's rows in tables without a foreign key. */
describe('what is left of deleted scans', () => {
  let app: TestApp;
  let owner: pg.Client;

  beforeEach(async () => {
    app = await startTestApp();
    owner = new pg.Client({ ...app.database.admin, ssl: false });
    await owner.connect();
  });
  afterEach(async () => {
    await owner.end();
    await app.stop();
  });

  async function aScan(repo: string): Promise<number> {
    const id = (await app.admin.post('/scans', { repo, branch: 'main' })).body.scan_id as number;
    const content = aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]);
    await app.admin.upload(`/scans/${id}/findings`, {}, { content });
    const uploads: Record<string, string>[] = [
      { upload_key: 'one' },
      { upload_key: 'other' },
      { report_path: 'web/lcov.info' },
    ];
    for (const fields of uploads)
      await app.admin.upload(
        '/quality/coverage/upload',
        { scan_id: String(id), ...fields },
        { content: anLcov({ 'a.ts': lines(2, 1) }) },
      );
    await app.admin.upload(`/scans/${id}/tests`, {}, { content: '<testsuite><testcase name="t"/></testsuite>' });
    return id;
  }

  const scansIn = async (table: string): Promise<number[]> => {
    const { rows } = await owner.query<{ id: string }>(`SELECT DISTINCT scan_id AS id FROM ${table} ORDER BY 1`);
    return rows.map(({ id }) => Number(id));
  };
  const TABLES = ['scan_manifests', 'coverage_manifests', 'finding_reports', 'coverage_uploads', 'test_uploads'];

  it('is nothing, be they deleted by themselves or with their repository', async () => {
    const scans = [
      await aScan('acme/one'),
      await aScan('acme/one'),
      await aScan('acme/other'),
      await aScan('acme/kept'),
    ];
    for (const table of TABLES) expect([table, await scansIn(table)]).toEqual([table, scans]);
    await owner.query('DELETE FROM scans WHERE id = $1', [scans[0]]);
    for (const table of TABLES) expect([table, await scansIn(table)]).toEqual([table, scans.slice(1)]);
    await owner.query(`DELETE FROM repos WHERE name <> 'acme/kept'`);
    for (const table of TABLES) expect([table, await scansIn(table)]).toEqual([table, scans.slice(3)]);
  });
});
