import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import type { PackedFileList } from '../../../domain/paths/packed-file-list.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { confirmCaller } from '../../../platform/tenancy/repo-bound.js';
import { ScanReader } from '../scan/scan.reader.js';
import { UploadWriter } from '../scan/upload.writer.js';
import type { ReadTests } from './ingest/tests.tasks.js';
import { TestsWorker } from './ingest/tests-worker.js';
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

/** Takes reports of test results. */
@Injectable()
export class TestsService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly worker: TestsWorker,
    private readonly repository: TestsRepository,
    private readonly scans: ScanReader,
    private readonly uploads: UploadWriter,
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

  private findFileList(orgId: OrgId, scanId: ScanId): Promise<PackedFileList | null> {
    return this.tenant.run(orgId, () => this.scans.findFileList(orgId, scanId));
  }

  /** Stores a report unless the same bytes were stored before. Answers true where they were. */
  private async take(caller: Caller, scanId: ScanId, fields: TestsFields, report: ReadTests): Promise<boolean> {
    const { orgId } = caller;
    const scan = await this.uploads.lock(caller, scanId);
    const upload = { ...fields, ...report };
    const { isKnown, replacedBytes } = await this.repository.findBefore(orgId, scan.id, upload);
    if (isKnown) return true;
    await this.repository.save(orgId, scan.id, upload);
    const addedBytes = report.packed.length - (replacedBytes ?? 0);
    await this.uploads.record(caller, scan.id, { kind: 'tests', isNew: replacedBytes === null, addedBytes });
    return false;
  }
}
