import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import type { PackedFileList } from '../../../domain/paths/packed-file-list.js';
import type { ListedTest } from '../../../domain/test-results/survey-tests.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { confirmCaller } from '../../../platform/tenancy/repo-bound.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import { BaseReader } from '../baseline/base.reader.js';
import { ScanEvents } from '../scan/scan.events.js';
import { ScanReader } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import type { PackedUploads, ReadTests, TestPage } from './ingest/tests.tasks.js';
import { TestsWorker } from './ingest/tests-worker.js';
import { TestUploadsReadModel } from './test-uploads.read-model.js';
import { TestsRepository } from './tests.repository.js';

/** Fields of an uploaded report of test results. */
export interface TestsFields {
  readonly uploadKey: string | null;
  /** Path of the report in the repository; null where it was not given. */
  readonly reportPath: string | null;
}

/** Outcome of an upload. */
export interface TakenTests {
  readonly report: ReadTests;
  /** True where the same bytes were uploaded before: nothing changed. */
  readonly isRepeated: boolean;
}

/** Takes reports of test results and lists what they come to. */
@Injectable()
export class TestsService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly worker: TestsWorker,
    private readonly repository: TestsRepository,
    private readonly uploads: TestUploadsReadModel,
    private readonly scans: ScanReader,
    private readonly scanWriter: ScanWriter,
    private readonly scanEvents: ScanEvents,
    private readonly bases: BaseReader,
    private readonly quotas: QuotaWriter,
  ) {}

  /** Adds a report to the scan's results; a completed scan is judged again at once. A report's own faults come before those of its scan. */
  async upload(caller: Caller, scanId: ScanId, fields: TestsFields, bytes: Buffer): Promise<TakenTests> {
    const { orgId } = caller;
    const fileList = await this.findFileList(orgId, scanId);
    const report = await this.worker.readTests({ bytes, fileList, reportPath: fields.reportPath });
    await confirmCaller();
    const isRepeated = await this.tenant.run(orgId, () => this.take(caller, scanId, fields, report));
    return { report, isRepeated };
  }

  /** A scan's tests in the order of files, classes and names. */
  async listTests({ orgId }: Caller, scanId: ScanId, page: TestPage): Promise<Page<ListedTest>> {
    const uploads = await this.tenant.run(orgId, () => this.findUploads(orgId, scanId));
    const tests = await this.worker.listTests(uploads, page);
    return toPage(tests, page.limit, () => [page.from + page.limit]);
  }

  private findFileList(orgId: OrgId, scanId: ScanId): Promise<PackedFileList | null> {
    return this.tenant.run(orgId, () => this.scans.findFileList(orgId, scanId));
  }

  private async findUploads(orgId: OrgId, scanId: ScanId): Promise<PackedUploads> {
    const scan = await this.scans.getDetailed(orgId, scanId);
    const base = await this.bases.findChoice(scan);
    return this.uploads.findUploads(scan, base?.id ?? null);
  }

  /** Stores a report unless the same bytes were stored before. Answers true where they were. */
  private async take(caller: Caller, scanId: ScanId, fields: TestsFields, report: ReadTests): Promise<boolean> {
    const { orgId } = caller;
    const scan = await this.scanWriter.lockDetailed(caller, scanId);
    this.scanWriter.refuseReusing(scan);
    const upload = { ...fields, ...report };
    const { isKnown, replacedBytes } = await this.repository.findBefore(orgId, scan.id, upload);
    if (isKnown) return true;
    await this.repository.save(orgId, scan.id, upload);
    if (replacedBytes === null) await this.scanWriter.countUpload(orgId, scan.id);
    await this.quotas.claimStoredBytes(orgId, report.packed.length - (replacedBytes ?? 0));
    await this.scanEvents.reportStored(caller, scan.id, 'tests');
    return false;
  }
}
