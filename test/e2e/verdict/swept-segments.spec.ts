import { setTimeout as sleep } from 'node:timers/promises';
import type { OrgId, RepoId } from '../../../src/domain/ids.js';
import { FindingsIngest, MIN_LOOKED_UP_BYTES } from '../../../src/modules/verdict/findings/ingest/findings-ingest.js';
import type { ReadFindings } from '../../../src/modules/verdict/findings/ingest/read-findings.js';
import { TrackingWorker } from '../../../src/modules/verdict/findings/tracking/tracking-worker.js';
import { ScanDetailsWriter } from '../../../src/modules/verdict/scan/scan-details.writer.js';
import { TenantDatabase } from '../../../src/platform/database/tenant-database.js';
import { findContradictionsIn } from '../../service/support/contradictions.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';
import { aSarifLog, type SarifResult } from '../../support/reports.js';

const ORG = 1 as OrgId;
const BASE_SHA = 'b5'.repeat(20);

/** Findings in 20 files of a folder. */
const inFolder = (folder: string): SarifResult[] =>
  Array.from({ length: 20 }, (_, at) => ({ rule: 'r', path: `${folder}/${at}.ts`, line: 3, snippet: `call${at}(x)` }));

describe('segments', () => {
  let app: PrivateApp;

  beforeAll(async () => {
    app = await startPrivateApp();
  });
  afterAll(() => app.stop());
  afterEach(() => jest.restoreAllMocks());

  async function begin(fields: object): Promise<{ id: number; repoId: number }> {
    const { body } = await app.admin.post('/scans', { branch: 'main', ...fields });
    return { id: body.id as number, repoId: body.repo_id as number };
  }
  const upload = (id: number, folder: string) =>
    app.admin.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(inFolder(folder)) });
  /** A report that is so large that it is read without what the base has. */
  const uploadLarge = (id: number, folder: string) =>
    app.admin.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(inFolder(folder)).padEnd(MIN_LOOKED_UP_BYTES) });
  const sweep = (repoId: number) =>
    app.app.get(TenantDatabase).run(ORG, () => app.app.get(ScanDetailsWriter).sweep(ORG, repoId as RepoId, 10_000));

  /** Segments of two folders, those of the older one on a base that nothing else names. */
  async function baseOf(repo: string): Promise<{ readonly id: number; readonly repoId: number }> {
    const base = await begin({ repo, commit_sha: BASE_SHA });
    await upload(base.id, 'src');
    const newest = await begin({ repo });
    await upload(newest.id, 'lib');
    for (const { id } of [base, newest]) expect((await app.admin.post(`/scans/${id}/complete`)).status).toBe(200);
    return base;
  }

  it('that a scan is about to name are not swept when the last other scan that names them is deleted', async () => {
    const base = await baseOf('acme/swept');
    const scan = await begin({ repo: 'acme/swept', branch: 'change', pr_number: 1, base_sha: BASE_SHA });
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

  const contentBytes = ({ tools }: ReadFindings): number =>
    tools.flatMap(({ parts }) => parts).reduce((sum, { contents }) => sum + contents.length, 0);
  const idsOf = async (id: number): Promise<number[]> =>
    ((await app.admin.get(`/scans/${id}/findings`)).body.findings as { issue_id: number }[])
      .map(({ issue_id }) => issue_id)
      .sort((one, other) => one - other);

  it('that the base has are left out when a large report is read', async () => {
    const base = await baseOf('acme/left-out');
    const scan = await begin({ repo: 'acme/left-out', branch: 'change', pr_number: 1, base_sha: BASE_SHA });
    const read = jest.spyOn(app.app.get(FindingsIngest), 'readFindings');
    expect((await uploadLarge(scan.id, 'src')).status).toBe(200);
    expect(contentBytes(await (read.mock.results[0]!.value as Promise<ReadFindings>))).toBe(0);
    expect(await idsOf(scan.id)).toEqual(await idsOf(base.id));
  });

  it('that a report was read without are read from it when they were deleted meanwhile', async () => {
    const base = await baseOf('acme/read-again');
    const scan = await begin({ repo: 'acme/read-again', branch: 'change', pr_number: 1, base_sha: BASE_SHA });
    const ingest = app.app.get(FindingsIngest);
    const readFindings = ingest.readFindings.bind(ingest);
    const read = jest.spyOn(ingest, 'readFindings').mockImplementationOnce(async (input) => {
      const found = await readFindings(input);
      expect((await app.admin.delete(`/scans/${base.id}`)).status).toBe(204);
      await sweep(base.repoId);
      return found;
    });
    expect((await uploadLarge(scan.id, 'src')).status).toBe(200);
    expect(read).toHaveBeenCalledTimes(2);
    expect(await findContradictionsIn({ ...app.database.admin, ssl: false })).toEqual({});
    expect(await idsOf(scan.id)).toHaveLength(20);
  });
});
