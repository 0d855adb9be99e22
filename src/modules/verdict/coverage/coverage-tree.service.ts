import { Injectable } from '@nestjs/common';
import type { ChangedFile } from '../../../domain/changes/changed-lines.js';
import type { LineCounts } from '../../../domain/coverage/coverage-report.js';
import {
  coverageDelta,
  CoverageTree,
  filterTree,
  sortTree,
  type TreeEntry,
  type TreeFilter,
  type TreeSort,
} from '../../../domain/coverage/coverage-tree.js';
import { fileNameOf } from '../../../domain/coverage/measure-change.js';
import { unpackCoverage } from '../../../domain/coverage/packed-lines.js';
import { coverageOfChange } from '../../../domain/coverage/patch-coverage.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { OwnersReader } from '../scan/owners.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { FileOwners } from './file-owners.js';
import type { CoverageEntry, CoverageFiles } from './storage/coverage-files.js';
import { CoverageStore } from './storage/coverage-store.js';

/** Part of a tree to list. */
export interface TreeQuery {
  /** Of a folder with its slash, '' for the root, or of a file. */
  readonly path: string;
  readonly only: TreeFilter | null;
  /** Text in the name of files, in upper or lower case; null for all files. */
  readonly text: string | null;
  /** True: all files below the path in one list. */
  readonly isFlat: boolean;
  /** True: a folder that contains one folder alone is named with it. */
  readonly isJoined: boolean;
  readonly sort: TreeSort;
  /** Owners of the files to count; null for all files. */
  readonly owners: readonly string[] | null;
  /** Scan that the coverage is compared with. */
  readonly compare: ScanId | null;
  readonly limit: number;
  /** Name after which the page begins; null for the first page. */
  readonly afterName: string | null;
}

/**
 * An entry, the owners of a file, and the points of coverage that it gained on the other scan; null where that does not
 * compare.
 */
export interface ListedEntry {
  readonly entry: TreeEntry;
  readonly owners: readonly string[];
  readonly deltaPct: number | null;
}

/** Files whose lines are unpacked in one turn of the event loop. */
const UNPACKED_AT_ONCE = 200;

/** Lists the coverage of a scan folder by folder. Lines are unpacked of the changed files alone. */
@Injectable()
export class CoverageTreeService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly store: CoverageStore,
    private readonly owners: OwnersReader,
  ) {}

  /**
   * @throws NotFoundInOrg for a path that the coverage does not have, and for a scan of another repository to compare with
   */
  async listTree({ orgId }: Caller, scanId: ScanId, query: TreeQuery): Promise<Page<ListedEntry>> {
    const { scan, files, otherFiles, changes, owned } = await this.tenant.run(orgId, () =>
      this.readTree(orgId, scanId, query.compare),
    );
    const below = await filesBelow(files, query.path);
    if (below.length === 0 && query.path !== '') throw new NotFoundInOrg('path in the coverage of this scan');
    const owners = new FileOwners(this.owners, owned);
    const listed = await owners.ownedBy(namedBy(below, query.text), query.owners);
    const belowBefore = namedBy(await filesBelow(otherFiles, query.path), query.text);
    const listedBefore = await owners.ownedBy(belowBefore, query.owners);
    const changed = changes && (await this.countChanged(scan, listed, changes.files));
    const entries = growTree(query, listed, { changed, before: countsOf(listedBefore) });
    const entriesBefore = growTree(query, listedBefore, { changed: null, before: new Map() });
    const before = new Map(entriesBefore.map((entry) => [entry.name, entry]));
    return cutPage(entries, before, owners, query);
  }

  private async readTree(orgId: OrgId, scanId: ScanId, otherId: ScanId | null) {
    const [scan, other] = await this.findScans(orgId, scanId, otherId);
    const [files, otherFiles, changes, owned] = await together([
      this.store.read(scan),
      other && this.store.read(other),
      this.scans.findChanges(orgId, scanId),
      this.owners.load(orgId, scanId),
    ]);
    return { scan, files, otherFiles, changes, owned };
  }

  private async findScans(orgId: OrgId, scanId: ScanId, otherId: ScanId | null): Promise<[Scan, Scan | null]> {
    const [scan, other] = await together([
      this.scans.getDetailed(orgId, scanId),
      otherId === null ? null : this.scans.getDetailed(orgId, otherId),
    ]);
    if (other !== null && other.repoId !== scan.repoId) throw new NotFoundInOrg('scan');
    return [scan, other];
  }

  /** Executable lines that the change adds to each of its files. */
  private async countChanged(
    scan: Scan,
    entries: readonly CoverageEntry[],
    changes: readonly ChangedFile[],
  ): Promise<ReadonlyMap<string, LineCounts>> {
    const changedFiles = new Map(changes.filter(({ added }) => added.length > 0).map((file) => [file.path, file]));
    const touched = entries.filter(({ path }) => changedFiles.has(path));
    const counts = new Map<string, LineCounts>();
    for (let from = 0; from < touched.length; from += UNPACKED_AT_ONCE) {
      const portion = touched.slice(from, from + UNPACKED_AT_ONCE);
      const lines = await this.tenant.run(scan.orgId, () => this.store.linesOf(scan, portion));
      for (const [path, packed] of lines)
        counts.set(
          path,
          coverageOfChange({ files: [changedFiles.get(path)!] }, () => unpackCoverage(path, packed)),
        );
    }
    return counts;
  }
}

const NO_LINES: LineCounts = { linesTotal: 0, linesCovered: 0 };

/** Files that lie below a path, in the order of their paths. */
async function filesBelow(files: CoverageFiles | null, path: string): Promise<readonly CoverageEntry[]> {
  const tree = new CoverageTree(path);
  const below: CoverageEntry[] = [];
  for await (const portion of files?.placed() ?? [])
    below.push(...portion.filter((entry) => tree.nameOf(entry.path) !== null));
  return below;
}

/** Files whose name has a text. */
function namedBy(files: readonly CoverageEntry[], text: string | null): readonly CoverageEntry[] {
  if (text === null) return files;
  const wanted = text.toLowerCase();
  return files.filter(({ path }) => fileNameOf(path).toLowerCase().includes(wanted));
}

const countsOf = (files: readonly CoverageEntry[]): ReadonlyMap<string, LineCounts> =>
  new Map(files.map(({ path, facts }) => [path, facts]));

interface OfFiles {
  /** Lines that the change adds to its files, by path; null where they are not known. */
  readonly changed: ReadonlyMap<string, LineCounts> | null;
  /** Lines of files in the scan that is compared with. */
  readonly before: ReadonlyMap<string, LineCounts>;
}

function growTree(
  { path, isFlat }: TreeQuery,
  files: readonly CoverageEntry[],
  { changed, before }: OfFiles,
): readonly TreeEntry[] {
  const tree = new CoverageTree(path, isFlat);
  for (const { path: filePath, facts } of files)
    tree.add({
      path: filePath,
      ...facts,
      changed: changed === null ? null : (changed.get(filePath) ?? NO_LINES),
      before: before.get(filePath),
    });
  return tree.entries;
}

async function cutPage(
  entries: readonly TreeEntry[],
  before: ReadonlyMap<string, TreeEntry>,
  owners: FileOwners,
  { path, only, sort, isJoined, afterName, limit }: TreeQuery,
): Promise<Page<ListedEntry>> {
  const wanted = only === null ? entries : filterTree(entries, only);
  const compared = wanted.map((entry) => ({ entry, deltaPct: coverageDelta(before.get(entry.name), entry) }));
  const sorted = sortTree(compared, sort);
  const last = sorted.findIndex(({ entry }) => entry.name === afterName);
  const from = afterName === null ? 0 : last < 0 ? sorted.length : last + 1;
  const listed = sorted.slice(from, from + limit + 1);
  const files = listed.filter(({ entry }) => entry.kind === 'file');
  const ofFiles = await owners.ofAll(files.map(({ entry }) => pathOf(path, entry.name)));
  const ownersOf = new Map(files.map(({ entry }, at) => [entry, ofFiles[at]!]));
  const { items, nextCursor } = toPage(listed, limit, ({ entry }) => [entry.name]);
  const rows = items.map(({ entry, deltaPct }) => ({
    entry: isJoined ? { ...entry, name: entry.joinedName } : entry,
    owners: ownersOf.get(entry) ?? [],
    deltaPct,
  }));
  return { items: rows, nextCursor };
}

/** @param path as requested: of the folder, or of the file itself */
const pathOf = (path: string, name: string): string => (path === '' || path.endsWith('/') ? path + name : path);
