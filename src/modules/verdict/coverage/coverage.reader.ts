import { Injectable } from '@nestjs/common';
import type { ChangedFile, ChangedLines, LineRange } from '../../../domain/changes/changed-lines.js';
import { countLines, isLineAdded } from '../../../domain/changes/line-ranges.js';
import type { FileCounts } from '../../../domain/coverage/compare-coverage.js';
import { detailOf } from '../../../domain/coverage/coverage-detail.js';
import { findCoverageGaps } from '../../../domain/coverage/coverage-gaps.js';
import type { CoverageFormat, FileCoverage, LineCounts } from '../../../domain/coverage/coverage-report.js';
import { countFlickering, type FlickeringLine, withFlickeringCovered } from '../../../domain/coverage/flicker.js';
import {
  type BranchCounts,
  type ChangeCoverage,
  extensionOf,
  fileNameOf,
  type FileRanges,
  measureChange,
  toRanges,
} from '../../../domain/coverage/measure-change.js';
import { unpackCoverage } from '../../../domain/coverage/packed-lines.js';
import { uncoveredAdded } from '../../../domain/coverage/patch-coverage.js';
import type { Finding } from '../../../domain/findings/finding.js';
import { NO_ACTION_FACTS, type PlacedLines } from '../../../domain/gate/actions/action-facts.js';
import type { FlickerFacts } from '../../../domain/gate/judge-scan.js';
import { groupBy } from '../../../domain/group-by.js';
import { type UnmatchedPaths } from '../../../domain/paths/unmatched-paths.js';
import { type AddedPlaces, addedPlaces, missedLines } from '../../../domain/scanned/placed-lines.js';
import { together } from '../../../platform/database/together.js';
import { Clock } from '../../../platform/time/clock.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import { type Scan, type ScanCoverage, ScanReader } from '../scan/scan.reader.js';
import { CoverageRepository, type UploadsOfScan } from './coverage.repository.js';
import { FlickerRepository, type ScopedLine } from './flicker.repository.js';
import { REPOSITORY_SCOPE, scopeOf } from './flicker-scope.js';
import type { CoverageEntry, CoverageFiles } from './storage/coverage-files.js';
import { CoverageStore } from './storage/coverage-store.js';
import type { ScanKey } from './storage/manifest.repository.js';
import type { FileTotals } from './storage/stored-coverage.js';

/** The coverage of scans as other features read it, inside the open tenant transaction. */
@Injectable()
export class CoverageReader {
  constructor(
    private readonly repository: CoverageRepository,
    private readonly store: CoverageStore,
    private readonly scans: ScanReader,
    private readonly organizations: OrganizationReader,
    private readonly flicker: FlickerRepository,
    private readonly clock: Clock,
  ) {}

  /** Coverage of all reports of a scan by now, over all lines and over the lines that its change adds. */
  async measure(scan: Scan): Promise<ScanCoverage> {
    return (await this.measureFiles(scan, await this.readReported(scan))).coverage;
  }

  /** Coverage as `measure` answers it, with its gaps: a finding for each file with little, by the limits of the organization. */
  async measureWithGaps(scan: Scan): Promise<MeasuredCoverage & { readonly gaps: readonly Finding[] }> {
    const [reported, { coverageGapMediumPct: mediumPct, coverageGapHighPct: highPct }] = await together([
      this.readReported(scan),
      this.organizations.settings(scan.orgId),
    ]);
    const measured = await this.measureFiles(scan, reported);
    const gaps: Finding[] = [];
    for await (const portion of reported.files?.placed() ?? []) {
      const judged = portion.map(({ path, facts }) => ({ path, ...facts }));
      gaps.push(...findCoverageGaps(judged, { mediumPct, highPct }));
    }
    return { ...measured, gaps };
  }

  /** Places among the added lines that lack coverage; uncovered lines of files without any count if `countsUntested`. */
  async listAdded(scan: Scan, countsUntested: boolean): Promise<AddedPlaces> {
    const { unmatched, changes, files, flickering } = await this.readReported(scan);
    if (changes === null) return NO_ACTION_FACTS;
    return addedPlaces(await this.measureChange(scan, { changes, files, unmatched, flickering }), countsUntested);
  }

  /** Added lines of one file of a scan's change that no test runs, as `measure` counts them. */
  async listUncoveredOf(scan: Scan, change: ChangedFile, file: FileCoverage): Promise<LineRange[]> {
    const flickering = await this.listFlickeringAround(scan);
    const ofFile = flickering.filter(({ path }) => path === file.path);
    return toRanges(uncoveredAdded(change, withFlickeringCovered(file, ofFile)));
  }

  /** Coverage of parts of the scan's change; null where no report has any line. */
  async measureParts(scan: Scan, parts: readonly ChangedLines[]): Promise<CoveredPart[] | null> {
    const { unmatched, files, flickering } = await this.readReported(scan);
    if (files === null || files.totals.fileCount === 0) return null;
    const { untestedFiles } = await this.organizations.settings(scan.orgId);
    const measured: CoveredPart[] = [];
    for (const changes of parts) {
      const { untested, ...change } = await this.measureChange(scan, { changes, files, unmatched, flickering });
      const lines = countLines((untestedFiles === 'count' ? (untested ?? []) : []).flatMap(({ ranges }) => ranges));
      const linesTotal = change.linesTotal + lines;
      measured.push({ ...change, linesTotal, untestedFiles: untestedFiles === 'ignore' ? 0 : (untested?.length ?? 0) });
    }
    return measured;
  }

  /** Executable lines that no test runs, of the files with the most of them. */
  async listUncovered(scan: Scan): Promise<PlacedLines[]> {
    const files = await this.store.read(scan);
    const entries: CoverageEntry[] = [];
    for await (const portion of files?.placed() ?? [])
      entries.push(...portion.filter(({ facts }) => facts.linesCovered < facts.linesTotal));
    const most = entries.sort((one, other) => missedOf(other) - missedOf(one)).slice(0, MAX_LISTED_FILES);
    const lines = await this.store.linesOf(scan, most);
    return [...lines].flatMap(([path, packed]) => missedLines(path, unpackCoverage(path, packed)));
  }

  private async readReported(scan: Scan): Promise<ReportedCoverage> {
    const { orgId, id } = scan;
    const [uploads, changes, files, flickering] = await together([
      this.repository.uploadsOf(orgId, id),
      this.scans.findChanges(orgId, id),
      this.store.read(scan),
      this.listFlickeringAround(scan),
    ]);
    return { ...uploads, changes, files, flickering };
  }

  /** Lines that flicker, as far as scans of the same tree know. */
  private async listFlickeringAround(scan: Scan): Promise<ScopedLine[]> {
    const scope = scopeOf(scan);
    return scope === null ? [] : this.flicker.list(scan.orgId, scan.repoId, [scope], this.clock.now());
  }

  private async measureFiles(
    scan: Scan,
    { hasUploads, unmatched, changes, files, flickering }: ReportedCoverage,
  ): Promise<MeasuredCoverage> {
    const totals = files?.totals ?? NO_FILES;
    if (!hasUploads) return { coverage: { ...totals, ...NO_CHANGE }, uncoveredAdded: null };
    const hasFiles = totals.fileCount > 0;
    const change = changes && (await this.measureChange(scan, { changes, files, unmatched, flickering }));
    return {
      coverage: {
        ...totals,
        changedLinesTotal: hasFiles ? (change?.linesTotal ?? null) : null,
        changedLinesCovered: hasFiles ? (change?.linesCovered ?? null) : null,
        detail: detailOf(change, hasFiles, unmatched),
      },
      uncoveredAdded: hasFiles && change ? byPath(change.uncovered) : null,
    };
  }

  /** Lines of each of the scan's files, and those that ran. */
  async listFileCounts(scan: ScanKey): Promise<FileCounts[]> {
    const files = await this.store.read(scan);
    const counts: FileCounts[] = [];
    for await (const portion of files?.placed() ?? [])
      for (const { path, facts } of portion)
        counts.push({ filePath: path, linesTotal: facts.linesTotal, linesCovered: facts.linesCovered });
    return counts;
  }

  /** Lines that scans of the tree of a scan know to flicker. */
  listFlickering(scan: Scan): Promise<ScopedLine[]> {
    const scope = scopeOf(scan);
    const scopes = [REPOSITORY_SCOPE, ...(scope === null ? [] : [scope])];
    return this.flicker.list(scan.orgId, scan.repoId, scopes, this.clock.now());
  }

  /** Lines that all scans of a repository know to flicker. */
  listFlickeringOfRepo(orgId: Scan['orgId'], repoId: Scan['repoId']): Promise<FlickeringLine[]> {
    return this.flicker.list(orgId, repoId, [REPOSITORY_SCOPE], this.clock.now());
  }

  /** Those of a scan and its base; null where none is known. */
  async measureFlicker(scan: Scan, base: Scan | null, known: readonly ScopedLine[]): Promise<FlickerFacts | null> {
    if (known.length === 0) return null;
    const changes = await this.scans.findChanges(scan.orgId, scan.id);
    const changed = new Map(changes?.files.map((file) => [file.path, file]));
    const isEdited = ({ scope: of, path, line }: ScopedLine): boolean => {
      const file = changed.get(path);
      return of === REPOSITORY_SCOPE && file !== undefined && isLineAdded(file, line);
    };
    const [own, ofBase] = [
      await this.countFlickering(
        scan,
        known.filter((line) => !isEdited(line)),
      ),
      base === null ? NO_LINES : await this.countFlickering(base, known),
    ];
    return { own, base: ofBase };
  }

  /** The known lines that a scan has, and those of them that ran. */
  async countFlickering(scan: Scan, known: readonly FlickeringLine[]): Promise<LineCounts> {
    const ofFiles = groupBy(known, ({ path }) => path);
    const { entries } = await survey(await this.store.read(scan), new Set(ofFiles.keys()));
    const lines = await this.store.linesOf(scan, entries);
    const counts = [...lines].map(([path, packed]) =>
      countFlickering(unpackCoverage(path, packed), ofFiles.get(path)!),
    );
    return counts.reduce(addLines, NO_LINES);
  }

  /** Formats of the scan's reports, each once. */
  findFormats({ orgId, id }: Scan): Promise<CoverageFormat[]> {
    return this.repository.findFormats(orgId, id);
  }

  private async measureChange(
    scan: Scan,
    { changes, files, unmatched, flickering }: MeasuredChange,
  ): Promise<ChangeCoverage> {
    const paths = changes.files.filter((file) => file.added.length > 0).map((file) => file.path);
    const { entries, extensions } = await survey(files, new Set(paths));
    const lines = await this.store.linesOf(scan, entries);
    const ofFiles = groupBy(flickering, ({ path }) => path);
    const unknown = paths.filter((path) => !lines.has(path)).map(fileNameOf);
    const names = unmatched.count === 0 ? [] : await this.repository.unmatchedNames(scan.orgId, scan.id, unknown);
    return measureChange(changes, {
      linesOf: (path) => {
        const packed = lines.get(path);
        return packed ? withFlickeringCovered(unpackCoverage(path, packed), ofFiles.get(path) ?? []) : null;
      },
      extensions,
      unmatchedNames: new Set(names),
    });
  }
}

/** Files whose uncovered lines are listed. */
const MAX_LISTED_FILES = 2_000;

const missedOf = ({ facts }: CoverageEntry): number => facts.linesTotal - facts.linesCovered;

/** Coverage of a scan, and all added lines that did not run, by path; null where these or coverage are unknown. */
export interface MeasuredCoverage {
  readonly coverage: ScanCoverage;
  readonly uncoveredAdded: readonly FileRanges[] | null;
}

type CoveredPart = LineCounts & BranchCounts & { readonly untestedFiles: number };

/** All that is known of the coverage of a scan, and of its change. */
interface ReportedCoverage extends UploadsOfScan {
  readonly changes: ChangedLines | null;
  readonly files: CoverageFiles | null;
  readonly flickering: readonly ScopedLine[];
}

/** A change, and what is known of the coverage of its scan. */
interface MeasuredChange {
  readonly changes: ChangedLines;
  readonly files: CoverageFiles | null;
  readonly unmatched: UnmatchedPaths;
  /** Lines that some run on the tree of the scan covers. */
  readonly flickering: readonly ScopedLine[];
}

const byPath = (files: readonly FileRanges[]): FileRanges[] =>
  files.toSorted((one, other) => (one.filePath < other.filePath ? -1 : 1));

const NO_LINES: LineCounts = { linesTotal: 0, linesCovered: 0 };

const addLines = (one: LineCounts, other: LineCounts): LineCounts => ({
  linesTotal: one.linesTotal + other.linesTotal,
  linesCovered: one.linesCovered + other.linesCovered,
});

const NO_CHANGE = { changedLinesTotal: null, changedLinesCovered: null, detail: null };

const NO_FILES: FileTotals = { fileCount: 0, linesTotal: 0, linesCovered: 0 };

/** Entries of the wanted files, and the extensions of all files. */
async function survey(
  files: CoverageFiles | null,
  wanted: ReadonlySet<string>,
): Promise<{ entries: readonly CoverageEntry[]; extensions: ReadonlySet<string> }> {
  const entries: CoverageEntry[] = [];
  const extensions = new Set<string>();
  for await (const portion of files?.placed() ?? []) {
    for (const entry of portion) {
      if (wanted.has(entry.path)) entries.push(entry);
      extensions.add(extensionOf(entry.path));
    }
  }
  return { entries, extensions };
}
