import { Injectable } from '@nestjs/common';
import type { FindingColumns } from '../../../../domain/findings/listing/finding-columns.js';
import { isMarkLineEdited } from '../../../../domain/findings/marked-line.js';
import { keepAlive } from '../../../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { together } from '../../../../platform/database/together.js';
import { OwnersReader } from '../../scan/owners.reader.js';
import type { Scan } from '../../scan/scan.reader.js';
import { IssueMarkRepository, marksByIssue, type MarksOfIssue } from '../issues/issue-mark.repository.js';
import { FindingStore, type StoredFindings } from '../storage/finding-store.js';
import { SegmentRepository } from '../storage/segment.repository.js';
import type { FindingPlaces } from './count-places.js';
import type { StoredColumns, ToolColumns } from './decode-findings.js';
import { FindingColumnsCache } from './finding-columns-cache.js';
import { ListingWorker } from './listing-worker.js';

/** Findings of some four scans of 200,000. */
const MAX_CACHED_BYTES = 128 * 1024 * 1024;

export type { FindingPlaces } from './count-places.js';

/** A scan, and what its findings may change with. */
export type ReadScan = Pick<Scan, 'orgId' | 'repoId' | 'id' | 'state' | 'evaluation'>;

type RepoScan = Pick<Scan, 'orgId' | 'repoId' | 'id'>;

/** Problems are listed without directives, and directives alone. */
type FindingsPart = 'problems' | 'directives';

/** All findings of a scan as columns. */
@Injectable()
export class ScanFindingsReader {
  private readonly cache = new FindingColumnsCache(MAX_CACHED_BYTES);

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly store: FindingStore,
    private readonly segments: SegmentRepository,
    private readonly worker: ListingWorker,
    private readonly owners: OwnersReader,
    private readonly marks: IssueMarkRepository,
  ) {}

  /**
   * Names the state of a scan's findings; null where the next read may find others under the same name, as while uploads
   * change them. Later changes end in another evaluation.
   */
  versionOf({ state, evaluation }: ReadScan): string | null {
    return state === 'pending' ? null : `${state}:${evaluation}`;
  }

  /** Loads problems outside of any transaction, so that no connection waits for a thread. */
  load(scan: ReadScan): Promise<FindingColumns> {
    return this.loadOf(scan, 'problems');
  }

  /** As `load`, the directives of the source that silence tools. */
  loadDirectives(scan: ReadScan): Promise<FindingColumns> {
    return this.loadOf(scan, 'directives');
  }

  private async loadOf(scan: ReadScan, part: FindingsPart): Promise<FindingColumns> {
    const version = this.versionOf(scan) ?? (await this.readRevision(scan));
    return this.cache.get(`${scan.orgId}:${scan.id}:${part}`, version, () => this.read(scan, part));
  }

  /** State of the findings of a scan that changes: many requests for it share what one of them loads. */
  private async readRevision(scan: ReadScan): Promise<string> {
    const { orgId, id } = scan;
    const [revision, owned] = await this.tenant.run(orgId, () =>
      together([this.store.revisionOf(scan), this.owners.load(orgId, id)]),
    );
    return `pending:${revision}:${owned?.digest.toString('base64url') ?? ''}`;
  }

  private async read(scan: ReadScan, part: FindingsPart): Promise<FindingColumns> {
    const { orgId, id } = scan;
    const [stored, owned] = await this.tenant.run(orgId, () =>
      together([this.readStored(scan, part), this.owners.load(orgId, id)]),
    );
    const columns = await this.worker.decodeFindings(stored);
    return { ...columns, ...(await this.owners.find(owned, columns.dictionaries.path)) };
  }

  /** Findings as they lie in a scan by now, inside the open transaction, which waits for a thread where they are many. */
  async countPlaces(scan: RepoScan): Promise<FindingPlaces> {
    const { orgId, repoId } = scan;
    const [stored, marks] = await together([this.readStored(scan, 'problems'), this.marks.ofRepo(orgId, repoId)]);
    const marked = Float64Array.from(marks, ({ issueId }) => issueId);
    const editedMarks = Float64Array.from(editedAmong(stored, marksByIssue(marks)));
    return keepAlive(this.tenant.manager(orgId), this.worker.countPlaces({ ...stored, marked, editedMarks }));
  }

  private async readStored(scan: RepoScan, part: FindingsPart): Promise<StoredColumns> {
    const stored = part === 'problems' ? await this.store.loadAll(scan) : await this.store.loadDirectives(scan);
    const tools = stored.map(toColumns);
    const addresses = new Set(tools.flatMap((tool) => tool.addresses));
    return { tools, segments: await this.segments.copySegments(scan.orgId, scan.repoId, [...addresses]) };
  }
}

/** Ids of the problems whose false positive was marked on another line and is not confirmed. */
const editedAmong = ({ tools }: StoredColumns, marksOf: ReadonlyMap<number, MarksOfIssue>): number[] =>
  tools.flatMap(({ issueIds, notes: { markLines = {} } }) =>
    Object.entries(markLines).flatMap(([row, line]) => {
      const id = issueIds[Number(row)]!;
      const { false_positive: mark, accepted } = marksOf.get(id) ?? {};
      return mark !== undefined && accepted === undefined && isMarkLineEdited(mark, line) ? [id] : [];
    }),
  );

const toColumns = ({ tool, manifest, states, notes }: StoredFindings): ToolColumns => ({
  ...{ tool, states, notes },
  paths: manifest.map(({ path }) => path),
  addresses: manifest.map(({ address }) => address),
  issueIds: Float64Array.from(manifest.flatMap(({ facts }) => facts.issueIds)),
  firstSeenScanIds: Float64Array.from(manifest.flatMap(({ facts }) => facts.firstSeenScanIds)),
});
