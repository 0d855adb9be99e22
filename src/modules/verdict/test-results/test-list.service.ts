import { Injectable } from '@nestjs/common';
import { downwards } from '../../../domain/base/stack.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import type { ListedTest } from '../../../domain/test-results/survey-tests.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { BaseReader } from '../baseline/base.reader.js';
import { ScanReader } from '../scan/scan.reader.js';
import type { PackedUploads, TestPage } from './ingest/tests.tasks.js';
import { TestsWorker } from './ingest/tests-worker.js';
import { TestUploadsReadModel } from './test-uploads.read-model.js';

/** Lists what the test results of a scan come to. */
@Injectable()
export class TestListService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly worker: TestsWorker,
    private readonly uploads: TestUploadsReadModel,
    private readonly scans: ScanReader,
    private readonly bases: BaseReader,
  ) {}

  /** A scan's tests in the order of files, classes and names. */
  async listTests({ orgId }: Caller, scanId: ScanId, page: TestPage): Promise<Page<ListedTest>> {
    const uploads = await this.tenant.run(orgId, () => this.findUploads(orgId, scanId));
    const tests = await this.worker.listTests(uploads, page);
    return toPage(tests, page.limit, () => [page.from + page.limit]);
  }

  private async findUploads(orgId: OrgId, scanId: ScanId): Promise<PackedUploads> {
    const scan = await this.scans.getDetailed(orgId, scanId);
    const base = await this.bases.findChoice(scan);
    return this.uploads.findUploads(scan, base === null ? [] : downwards(base));
  }
}
