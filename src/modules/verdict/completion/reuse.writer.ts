import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { ReusableScanReader } from '../scan/reusable-scan.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { ScanDetailsWriter } from '../scan/scan-details.writer.js';
import { ArrivedReportsReadModel } from './arrived-reports.read-model.js';

/** Gives scans the reports of scans of equal trees, inside the open tenant transaction. */
@Injectable()
export class ReuseWriter {
  constructor(
    private readonly scans: ScanReader,
    private readonly writer: ScanWriter,
    private readonly reusable: ReusableScanReader,
    private readonly details: ScanDetailsWriter,
    private readonly arrived: ArrivedReportsReadModel,
  ) {}

  /** The scan, which is locked, as if the reports of scan `id` had come to it. A repetition finds it so already. */
  async reuse(scan: Scan, id: ScanId): Promise<Scan> {
    if (scan.reusedScanId === id) return scan;
    this.writer.refuseReusing(scan);
    const source = await this.scans.findScan(scan.orgId, id);
    if (source?.repoId !== scan.repoId) throw new NotFoundInOrg('scan');
    if (scan.state !== 'pending' || (await this.arrived.listNames(scan.orgId, scan.id)).length > 0)
      throw new AppError('not_reusable', 'The scan already has its own reports. Start a new scan without uploads.');
    await this.details.keep(scan.orgId, scan.repoId);
    // behind the lock, as its details may have gone meanwhile
    if (!(await this.reusable.isReusable(scan, id)))
      throw new AppError(
        'not_reusable',
        `Scan ${id} cannot be reused: its tree, base, target or run_digest differs, it is too old or from a fork, or its key has less trust. Upload the reports to this scan.`,
      );
    await this.details.share(scan, id);
    const { uploadsReceived, metrics, namedTools, policyFile } = source;
    const hasChanges = scan.hasChanges || (source.hasChanges && !scan.isBaselineScan);
    const reusing = { ...scan, reusedScanId: id, uploadsReceived, hasChanges, metrics, namedTools, policyFile };
    await this.writer.recordReuse(reusing);
    return reusing;
  }
}
