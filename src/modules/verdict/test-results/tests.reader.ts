import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { PlacedTest } from '../../../domain/gate/actions/action-facts.js';
import type { TestEvidence } from '../../../domain/gate/evidence.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { toPlacedTest } from '../../../domain/scanned/place-tests.js';
import { keepAlive } from '../../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Scan } from '../scan/scan.reader.js';
import type { PackedUpload } from './ingest/tests.tasks.js';
import { TestsWorker } from './ingest/tests-worker.js';
import { TestUploadsReadModel } from './test-uploads.read-model.js';

/** Test results of a scan, as its verdict explains them, and of its base. */
export interface MeasuredTests {
  readonly tests: TestEvidence | null;
  readonly baseHasTests: boolean;
}

const ALL_TESTS = { status: null, from: 0, limit: 1e9 } as const;

/** Lists of tests that break rules; `skipped` are those that ran on the base. */
type NotableTests = 'failed' | 'missing' | 'skipped';

/** Uploads by the names of their tests, packed as uploads are. */
export type NamedTests = readonly PackedUpload[];

/** Test results of scans as other features read them, inside the open tenant transaction. */
@Injectable()
export class TestsReader {
  constructor(
    private readonly uploads: TestUploadsReadModel,
    private readonly worker: TestsWorker,
    private readonly tenant: TenantDatabase,
  ) {}

  /** Numbers of all results that came so far. @param baseIds as `downwards` lists them */
  async measure(scan: Scan, baseIds: readonly ScanId[]): Promise<MeasuredTests> {
    const uploads = await this.uploads.findUploads(scan, baseIds);
    const { own, base } = uploads;
    const baseHasTests = base.length > 0;
    if (own.length === 0) return { tests: null, baseHasTests };
    const { totals, baseTotal, missing, excused, newlySkipped } = await keepAlive(
      this.tenant.manager(scan.orgId),
      this.worker.countTests(uploads),
    );
    return {
      tests: { ...totals, fromBase: baseHasTests ? { total: baseTotal, missing, excused, newlySkipped } : null },
      baseHasTests,
    };
  }

  /** Uploads of the first scan that has any, by the names and outcomes of their tests alone, packed as uploads are. */
  async listNamed(orgId: OrgId, scanIds: readonly ScanId[]): Promise<NamedTests> {
    for (const id of scanIds) {
      const uploads = await this.uploads.findUploadsOf(orgId, id);
      if (uploads.length > 0) return keepAlive(this.tenant.manager(orgId), this.worker.nameTests(uploads));
    }
    return [];
  }

  /** Those of other scans that ran the same tests as a scan; where it has no results, those without any. */
  async listSame(scan: Scan, otherIds: readonly ScanId[]): Promise<ScanId[]> {
    if (otherIds.length === 0) return [];
    const own = await this.listRan(scan, scan.id);
    const same: ScanId[] = [];
    for (const id of otherIds) if (isDeepStrictEqual(await this.listRan(scan, id), own)) same.push(id);
    return same;
  }

  /** The tests that a scan ran; null where it has no results. */
  private async listRan({ orgId }: Scan, scanId: ScanId): Promise<ReadonlySet<string> | null> {
    const uploads = await this.uploads.findUploadsOf(orgId, scanId);
    if (uploads.length === 0) return null;
    const tests = await keepAlive(
      this.tenant.manager(orgId),
      this.worker.listTests({ own: uploads, earlier: [], base: [], deleted: [] }, ALL_TESTS),
    );
    const ran = tests.filter(({ status }) => status !== 'skipped');
    return new Set(ran.map(({ file, suite, className, name }) => JSON.stringify([file, suite, className, name])));
  }

  /** The first tests that failed in all of their runs, and the first of the base that are gone, or skipped now. */
  async listNotable(
    scan: Scan,
    baseIds: readonly ScanId[],
    { failed, missing, skipped }: Readonly<Record<NotableTests, number>>,
  ): Promise<Readonly<Record<NotableTests, PlacedTest[]>>> {
    if (failed + missing + skipped === 0) return { failed: [], missing: [], skipped: [] };
    const uploads = await this.uploads.findUploads(scan, baseIds);
    const list = async (status: NotableTests, limit: number): Promise<PlacedTest[]> => {
      if (limit === 0) return [];
      const change = status === 'skipped' ? 'newly_skipped' : undefined;
      const tests = await this.worker.listTests(uploads, { status, change, from: 0, limit });
      return tests.slice(0, limit).map(toPlacedTest);
    };
    return keepAlive(
      this.tenant.manager(scan.orgId),
      (async () => ({
        failed: await list('failed', failed),
        missing: await list('missing', missing),
        skipped: await list('skipped', skipped),
      }))(),
    );
  }
}
