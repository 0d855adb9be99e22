import { setTimeout as sleep } from 'node:timers/promises';
import type { OrgId, RepoId } from '../../src/domain/ids.js';
import { TrackingWorker } from '../../src/modules/findings/tracking/tracking-worker.js';
import { ScanDetailsWriter } from '../../src/modules/scan/scan-details.writer.js';
import { TenantDatabase } from '../../src/platform/database/tenant-database.js';
import { findContradictionsIn } from '../service/support/contradictions.js';
import { aSarifLog, type SarifResult } from '../support/reports.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ORG = 1 as OrgId;
const BASE_SHA = 'b5'.repeat(20);

/** Findings in 20 files of a folder. */
const inFolder = (folder: string): SarifResult[] =>
  Array.from({ length: 20 }, (_, at) => ({ rule: 'r', path: `${folder}/${at}.ts`, line: 3, snippet: `call${at}(x)` }));

describe('segments', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  afterEach(() => jest.restoreAllMocks());

  async function begin(fields: object = {}): Promise<{ id: number; repoId: number }> {
    const { body } = await app.admin.post('/scans', { repo: 'acme/swept', branch: 'main', ...fields });
    return { id: body.id as number, repoId: body.repo_id as number };
  }
  const upload = (id: number, folder: string) =>
    app.admin.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(inFolder(folder)) });
  const sweep = (repoId: number) =>
    app.app.get(TenantDatabase).run(ORG, () => app.app.get(ScanDetailsWriter).sweep(ORG, repoId as RepoId, 10_000));

  it('that a scan is about to name are not swept when the last other scan that names them is deleted', async () => {
    const base = await begin({ commit_sha: BASE_SHA });
    await upload(base.id, 'src');
    const newest = await begin();
    await upload(newest.id, 'lib');
    for (const { id } of [base, newest]) expect((await app.admin.post(`/scans/${id}/complete`)).status).toBe(200);

    const scan = await begin({ branch: 'change', pr_number: 1, base_sha: BASE_SHA });
    const worker = app.app.get(TrackingWorker);
    const track = worker.trackReported.bind(worker);
    let startSweep = (): void => undefined;
    // Begun here, outside of the transaction that the upload opens.
    const sweeping = new Promise<void>((resolve) => (startSweep = resolve)).then(() => sweep(base.repoId));
    jest.spyOn(worker, 'trackReported').mockImplementation((input) => {
      const tracking = track(input);
      const run = async () => {
        expect((await app.admin.delete(`/scans/${base.id}`)).status).toBe(204);
        startSweep();
        await Promise.race([sweeping, sleep(300)]);
        return tracking.run();
      };
      return { isShort: true, run };
    });
    expect((await upload(scan.id, 'src')).status).toBe(200);
    await sweeping;
    expect(await findContradictionsIn({ ...app.database.admin, ssl: false })).toEqual({});
    expect((await app.admin.get(`/scans/${scan.id}/findings`)).body.total).toBe(20);
  });
});
