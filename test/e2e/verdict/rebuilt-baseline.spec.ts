import { aSarifLog, type SarifResult } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const OLD: SarifResult = { rule: 'weak-hash', path: 'src/a.ts', line: 1, snippet: 'md5(password)' };
const OTHER: SarifResult = { rule: 'sql-injection', path: 'src/b.ts', line: 9, snippet: 'db.query(sql + name)' };

describe('a baseline that was rebuilt while a change was being scanned', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  it('is what the change is compared with when it completes', async () => {
    const scan = async (branch: string, results: SarifResult[]) => {
      const pr = branch === 'main' ? {} : { pr_number: 1 };
      const { id, repo_id } = (await app.admin.post('/scans', { repo: 'acme/web', branch, ...pr })).body;
      await app.admin.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(results) });
      return { id: id as number, repoId: repo_id as number };
    };
    const first = await scan('main', [OLD]);
    await app.admin.post(`/scans/${first.id}/complete`);
    const change = await scan('change', [OLD, OTHER]);
    await app.admin.post(`/quality/gates/rebuild-baseline/${first.repoId}`);
    await app.admin.post(`/scans/${(await scan('main', [OTHER])).id}/complete`);
    await app.admin.post(`/scans/${change.id}/complete`);

    const { findings } = (await app.admin.get(`/scans/${change.id}/findings`)).body;
    expect(
      findings.map((finding: { rule_id: string; is_new_in_pr: boolean }) => [finding.rule_id, finding.is_new_in_pr]),
    ).toEqual([
      ['weak-hash', true],
      ['sql-injection', false],
    ]);
  });
});
