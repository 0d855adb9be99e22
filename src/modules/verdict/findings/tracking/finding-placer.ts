import { Injectable } from '@nestjs/common';
import { isSoonUnpacked } from '../../../../domain/paths/packed-file-list.js';
import { addSeverities } from '../../../../domain/ratings/scan-counters.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { ownBuffer, WorkerPool } from '../../../../platform/workers/worker-pool.js';
import { RepoReader } from '../../../people/organization/repo.reader.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import type { FindingReport, ReportPlacing } from '../finding-report.js';
import type { FilePart } from '../ingest/file-part.js';
import { placeFindings, type PlaceFindingsInput } from '../ingest/place-findings.js';
import type { ToolFindings } from '../ingest/tool-findings.js';
import { FindingStore, type StoredFindings } from '../storage/finding-store.js';
import { SegmentRepository } from '../storage/segment.repository.js';
import { digestOf } from './tracking-inputs.reader.js';

/** Up to here the work takes less time than handing it over would. */
const MAX_INLINE_BYTES = 64 * 1024;

/** A report whose paths may still change. */
type OpenReport = FindingReport & { readonly placing: ReportPlacing };

/** Places findings again whose report came before the list of the repository's files, inside the open tenant transaction. */
@Injectable()
export class FindingPlacer {
  constructor(
    private readonly scans: ScanReader,
    private readonly repos: RepoReader,
    private readonly store: FindingStore,
    private readonly segments: SegmentRepository,
    private readonly pool: WorkerPool,
    private readonly tenant: TenantDatabase,
  ) {}

  /**
   * The findings of the tools whose paths the scan's list of files changes, as if their reports had come after it.
   *
   * @param list version of the list; null where there is none
   */
  async placeAgain(
    scan: Scan,
    reports: readonly FindingReport[],
    list: number | null,
  ): Promise<ReadonlyMap<string, ToolFindings>> {
    const open = reports.filter(
      (report): report is OpenReport => list !== null && report.placing !== null && report.placing.list !== list,
    );
    const placed = new Map<string, ToolFindings>();
    if (open.length === 0) return placed;
    const { orgId, repoId, id } = scan;
    const fileList = await this.scans.findFileList(orgId, id);
    const secret = await this.repos.trackingSecret(orgId, repoId);
    const stored = await this.store.loadSome(
      scan,
      open.map(({ tool }) => ({ scanId: id, tool })),
    );
    for (const report of open) {
      const findings = stored.find(({ tool }) => tool === report.tool);
      if (findings === undefined) continue;
      const part = await this.place(scan, findings, { placing: report.placing, fileList: fileList!, secret }, list);
      if (part !== null) placed.set(report.tool, toolFindings(report, part));
    }
    return placed;
  }

  private place(
    { orgId, repoId }: Scan,
    { tool, manifest }: StoredFindings,
    by: Pick<PlaceFindingsInput, 'placing' | 'fileList' | 'secret'>,
    list: number | null,
  ): Promise<FilePart | null> {
    const files = manifest.map(({ path, address }) => ({ path, address }));
    return this.tenant.aside(digestOf([tool, files, by.placing, list]), async () => {
      const segments = await this.segments.copySegments(
        orgId,
        repoId,
        files.map(({ address }) => address),
      );
      const input = { ...by, tool, files, segments };
      const isShort =
        isSoonUnpacked(by.fileList) && segments.reduce((sum, { length }) => sum + length, 0) <= MAX_INLINE_BYTES;
      return {
        isShort,
        run: () =>
          isShort
            ? Promise.resolve(placeFindings(input))
            : this.pool.runInTurn<FilePart | null>('placeFindings', input, segments.flatMap(ownBuffer)),
      };
    });
  }
}

const toolFindings = ({ tool, toolVersion, state, findingCount }: FindingReport, part: FilePart): ToolFindings => ({
  ...{ tool, toolVersion, state, isUnnamed: false, count: findingCount, bySeverity: addSeverities([]), rules: [] },
  parts: [part],
});
