import { Injectable } from '@nestjs/common';
import { resolveByKnownPaths } from '../../../../domain/findings/resolve-by-known-paths.js';
import { isSoonUnpacked } from '../../../../domain/paths/packed-file-list.js';
import type { PlacedPath } from '../../../../domain/paths/placed-path.js';
import { addSeverities } from '../../../../domain/ratings/scan-counters.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { together } from '../../../../platform/database/together.js';
import { ownBuffer, WorkerPool } from '../../../../platform/workers/worker-pool.js';
import { RepoReader } from '../../../people/organization/repo.reader.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import type { FindingReport, ReportPlacing } from '../finding-report.js';
import type { FilePart } from '../ingest/file-part.js';
import {
  type PlacedFindings,
  placeFindings,
  type PlaceFindingsInput,
  type PlacingFiles,
} from '../ingest/place-findings.js';
import type { ToolFindings } from '../ingest/tool-findings.js';
import { FindingStore, type StoredFindings } from '../storage/finding-store.js';
import { SegmentRepository } from '../storage/segment.repository.js';
import { digestOf } from './tracking-inputs.reader.js';

/** Up to here the work takes less time than handing it over would. */
const MAX_INLINE_BYTES = 64 * 1024;

/** A report whose paths may still change. */
type OpenReport = FindingReport & { readonly placing: ReportPlacing };

/** Findings by tool where their places changed, their files that moved, and paths that name no known file. */
export interface PlacedReports {
  readonly findings: ReadonlyMap<string, ToolFindings>;
  readonly moved: ReadonlyMap<string, readonly PlacedPath[]>;
  readonly unmatched: ReadonlyMap<string, readonly string[]>;
}

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
   * The findings of the tools whose paths the scan's list of files changes, as if their reports had come after it. Without a list
   * the changed paths and the last scan of the repository, which is the base, say what files there are.
   *
   * @param list version of the list; null where there is none
   */
  async placeAgain(scan: Scan, reports: readonly FindingReport[], list: number | null): Promise<PlacedReports> {
    const open = reports.filter((report): report is OpenReport => isOpen(report, list));
    const placed = {
      findings: new Map<string, ToolFindings>(),
      moved: new Map<string, readonly PlacedPath[]>(),
      unmatched: new Map<string, readonly string[]>(),
    };
    if (open.length === 0) return placed;
    const { orgId, repoId, id } = scan;
    const [known, secret, stored] = await together([
      this.readKnown(scan, list),
      this.repos.trackingSecret(orgId, repoId),
      this.store.loadSome(
        scan,
        open.map(({ tool }) => ({ scanId: id, tool })),
      ),
    ]);
    for (const report of open) {
      const findings = stored.find(({ tool }) => tool === report.tool);
      if (findings === undefined || !mayPlace(findings, known)) continue;
      const { part, moved, unmatched } = await this.place(scan, findings, { placing: report.placing, known, secret });
      if (part !== null) placed.findings.set(report.tool, toolFindings(report, part));
      if (moved.length > 0) placed.moved.set(report.tool, moved);
      if (unmatched.length > 0) placed.unmatched.set(report.tool, unmatched);
    }
    return placed;
  }

  private async readKnown(scan: Scan, list: number | null): Promise<PlacingFiles> {
    const { orgId, repoId, id, base } = scan;
    if (list !== null) return { kind: 'listed', list: (await this.scans.findFileList(orgId, id))! };
    const [changes, listBefore, before] = await together([
      this.scans.findChanges(orgId, id),
      base && this.scans.findFileList(orgId, base.id),
      base && this.store.loadAll({ orgId, repoId, id: base.id }),
    ]);
    const changed = (changes?.files ?? []).flatMap(({ path, status }) => (status === 'deleted' ? [] : [path]));
    if (listBefore !== null) return { kind: 'listed_before', list: listBefore, changed };
    const ofLastScan = before && [...new Set(before.flatMap(({ manifest }) => manifest.map(({ path }) => path)))];
    return { kind: 'known', changed, ofLastScan };
  }

  private place(
    { orgId, repoId }: Scan,
    { tool, manifest }: StoredFindings,
    by: Pick<PlaceFindingsInput, 'placing' | 'known' | 'secret'>,
  ): Promise<PlacedFindings> {
    const files = manifest.map(({ path, address }) => ({ path, address }));
    return this.tenant.aside(digestOf([tool, files, by.placing, by.known]), async () => {
      const segments = await this.segments.copySegments(
        orgId,
        repoId,
        files.map(({ address }) => address),
      );
      const input = { ...by, tool, files, segments };
      const isShort =
        isSoonPlaced(by.known) && segments.reduce((sum, { length }) => sum + length, 0) <= MAX_INLINE_BYTES;
      return {
        isShort,
        run: () =>
          isShort
            ? Promise.resolve(placeFindings(input))
            : this.pool.runInTurn<PlacedFindings>('placeFindings', input, segments.flatMap(ownBuffer)),
      };
    });
  }
}

/** Without a list the paths that are known may place those of a report whose own place is not. */
const isOpen = ({ placing }: FindingReport, list: number | null): boolean =>
  placing !== null && (list === null ? placing.reportPath === null : placing.list !== list);

/** Most reports name files of the repository: their findings need not be read. */
function mayPlace({ manifest }: StoredFindings, known: PlacingFiles): boolean {
  if (known.kind !== 'known') return true;
  const { changed, ofLastScan } = known;
  const { places, unmatched } = resolveByKnownPaths(new Set(manifest.map(({ path }) => path)), {
    changed: new Set(changed),
    ofLastScan: ofLastScan && new Set(ofLastScan),
  });
  return places.size + unmatched.length > 0;
}

const isSoonPlaced = (known: PlacingFiles): boolean => known.kind === 'known' || isSoonUnpacked(known.list);

const toolFindings = ({ tool, toolVersion, state, findingCount }: FindingReport, part: FilePart): ToolFindings => ({
  ...{ tool, toolVersion, state, isUnnamed: false, count: findingCount, bySeverity: addSeverities([]), rules: [] },
  parts: [part],
});
