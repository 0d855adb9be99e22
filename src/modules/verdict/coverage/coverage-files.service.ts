import { Injectable } from '@nestjs/common';
import type { ChangedFile, LineRange } from '../../../domain/changes/changed-lines.js';
import type { CoverageCounts, CoverageFormat, FileCoverage } from '../../../domain/coverage/coverage-report.js';
import { unpackCoverage } from '../../../domain/coverage/packed-lines.js';
import type { ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { encodeCursor } from '../../../platform/validation/cursor.js';
import { OwnersReader } from '../scan/owners.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { CoverageReader } from './coverage.reader.js';
import { FileOwners } from './file-owners.js';
import type { CoverageEntry, CoverageFiles } from './storage/coverage-files.js';
import { CoverageStore } from './storage/coverage-store.js';
import type { FileTotals } from './storage/stored-coverage.js';

/** A file as it is listed. */
export interface ListedFile extends CoverageCounts {
  readonly filePath: string;
  readonly owners: readonly string[];
  readonly reportFormat: CoverageFormat;
}

/** Page of files: the size, null for all; and the path after which it begins, null for the first page. */
export interface FilePage {
  readonly limit: number | null;
  readonly afterPath: string | null;
}

/** Files of a scan, what all of its files come to, and where the list continues; null at its end. */
export interface CoverageList<Portion> {
  readonly portions: readonly Portion[];
  readonly totals: FileTotals;
  readonly nextCursor: string | null;
}

const NO_FILES: FileTotals = { fileCount: 0, linesTotal: 0, linesCovered: 0 };

/** One file's lines, which of them the change adds, the file's owners, and the scan of the version before the change. */
export interface FileCoverageView {
  readonly file: FileCoverage;
  readonly owners: readonly string[];
  readonly change: ChangedFile | null;
  /** Added lines that no test runs, as the verdict counts them. */
  readonly uncoveredAdded: readonly LineRange[];
  /** The scan of the merge base; null where there is none of that commit. */
  readonly oldScanId: ScanId | null;
}

/** Shows what the coverage of a scan comes to, file by file. */
@Injectable()
export class CoverageFilesService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly store: CoverageStore,
    private readonly scans: ScanReader,
    private readonly owners: OwnersReader,
    private readonly coverage: CoverageReader,
  ) {}

  /**
   * A scan's files in the order of their paths, with what all of them come to, whichever are listed.
   *
   * @param render called with portion after portion: tens of thousands of files never stand in memory as objects
   */
  async listCoverageFiles<Portion>(
    caller: Caller,
    scanId: ScanId,
    { limit, afterPath }: FilePage,
    render: (files: readonly ListedFile[]) => Portion,
  ): Promise<CoverageList<Portion>> {
    const { files, owners } = await this.tenant.run(caller.orgId, async () => {
      const [scan, owned] = await together([
        this.scans.getDetailed(caller.orgId, scanId),
        this.owners.load(caller.orgId, scanId),
      ]);
      return { files: await this.store.read(scan), owners: new FileOwners(this.owners, owned) };
    });
    if (files === null) return { portions: [], totals: NO_FILES, nextCursor: null };
    const { portions, nextCursor } = await takePage(files, owners, { limit, afterPath }, render);
    return { portions, totals: files.totals, nextCursor };
  }

  async getFile(caller: Caller, scanId: ScanId, path: string): Promise<FileCoverageView> {
    const { owned, ...view } = await this.tenant.run(caller.orgId, async () => {
      const [scan, changes, owned] = await together([
        this.scans.getDetailed(caller.orgId, scanId),
        this.scans.findChanges(caller.orgId, scanId),
        this.owners.load(caller.orgId, scanId),
      ]);
      const packed = await this.findLines(scan, path);
      if (packed === null) throw new NotFoundInOrg('file in the coverage of this scan');
      const change = changes?.files.find((file) => file.path === path) ?? null;
      const oldScanId = scan.base?.isExact ? scan.base.id : null;
      const file = unpackCoverage(path, packed);
      const uncoveredAdded = change === null ? [] : await this.coverage.listUncoveredOf(scan, change, file);
      return { file, change, uncoveredAdded, owned, oldScanId };
    });
    return { ...view, owners: await new FileOwners(this.owners, owned).of(path) };
  }

  private async findLines(scan: Scan, path: string): Promise<Uint8Array | null> {
    const files = await this.store.read(scan);
    const entry = files && (await files.find(path));
    return entry && (await this.store.linesOf(scan, [entry])).get(path)!;
  }
}

/** Lists a page of files, rendered portion by portion. */
async function takePage<Portion>(
  files: CoverageFiles,
  owners: FileOwners,
  { limit, afterPath }: FilePage,
  render: (files: readonly ListedFile[]) => Portion,
): Promise<Pick<CoverageList<Portion>, 'portions' | 'nextCursor'>> {
  const portions: Portion[] = [];
  let left = limit ?? Infinity;
  let lastPath = afterPath;
  for await (const portion of files.placed()) {
    const following = afterPath === null ? portion : portion.filter(({ path }) => path > afterPath);
    const taken = following.slice(0, left);
    left -= taken.length;
    lastPath = taken.at(-1)?.path ?? lastPath;
    if (taken.length > 0) portions.push(render(await toListedFiles(taken, owners)));
    if (taken.length < following.length) return { portions, nextCursor: encodeCursor([lastPath!]) };
  }
  return { portions, nextCursor: null };
}

async function toListedFiles(entries: readonly CoverageEntry[], owners: FileOwners): Promise<ListedFile[]> {
  const ofFiles = await owners.ofAll(entries.map(({ path }) => path));
  return entries.map(({ path, facts: { format, ...counts } }, at) => ({
    filePath: path,
    owners: ofFiles[at]!,
    reportFormat: format,
    ...counts,
  }));
}
