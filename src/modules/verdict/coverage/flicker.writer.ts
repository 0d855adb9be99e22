import { Injectable } from '@nestjs/common';
import { differingLines, FLICKER_LIMITS, type FlickeringLine } from '../../../domain/coverage/flicker.js';
import { unpackCoverage } from '../../../domain/coverage/packed-lines.js';
import type { ScanId } from '../../../domain/ids.js';
import { together } from '../../../platform/database/together.js';
import { OWN_TRUST } from '../../../platform/tenancy/scan-trust.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { FlickerRepository } from './flicker.repository.js';
import { REPOSITORY_SCOPE, scopeOf } from './flicker-scope.js';
import type { CoverageEntry } from './storage/coverage-files.js';
import { CoverageStore } from './storage/coverage-store.js';

/** Other runs on the tree of a scan. */
export interface OtherRuns {
  readonly otherIds: readonly ScanId[];
  /** The scan may have edited lines that the repository knows to flicker. */
  readonly isKnown: boolean;
}

/** Finds lines that flicker, inside the open tenant transaction. */
@Injectable()
export class FlickerWriter {
  constructor(
    private readonly store: CoverageStore,
    private readonly lines: FlickerRepository,
    private readonly scans: ScanReader,
  ) {}

  /** Runs that a scan may be compared with. Forks and agents are not believed which tree they have. */
  async findRuns(scan: Scan): Promise<OtherRuns> {
    if (scan.trust < OWN_TRUST || scan.reusedScanId !== null) return { otherIds: [], isKnown: false };
    const [otherIds, isKnown] = await together([
      this.scans.listRuns(scan),
      scan.isBaselineScan ? this.lines.hasAny(scan.orgId, scan.repoId) : false,
    ]);
    return { otherIds, isKnown };
  }

  /**
   * Compares the coverage of a scan with that of other runs of the same tests on its tree. What differs is known to the repository
   * where the scan is of a baseline, else to scans of the tree alone.
   */
  async learn(scan: Scan, otherIds: readonly ScanId[], now: Date): Promise<void> {
    const { orgId, repoId } = scan;
    const scope = scan.isBaselineScan ? REPOSITORY_SCOPE : scopeOf(scan);
    if (scan.isBaselineScan) await this.forgetEdited(scan);
    if (scope === null) return;
    const own = otherIds.length === 0 ? new Map<string, CoverageEntry>() : await this.entriesOf(scan);
    const found: FlickeringLine[] = [];
    for (const id of otherIds) found.push(...(await this.compare(scan, own, id)));
    if (found.length > 0)
      await this.lines.see(orgId, repoId, { scope, lines: found.slice(0, FLICKER_LIMITS.lines), now });
  }

  private async forgetEdited({ orgId, repoId, id }: Scan): Promise<void> {
    const { changes } = await this.scans.findHistory(orgId, id);
    const edited = (changes?.files ?? []).flatMap(({ path, added }) => added.map((range) => ({ path, range })));
    if (edited.length > 0) await this.lines.forget(orgId, repoId, edited);
  }

  private async compare(
    scan: Scan,
    own: ReadonlyMap<string, CoverageEntry>,
    otherId: ScanId,
  ): Promise<FlickeringLine[]> {
    const other = { ...scan, id: otherId };
    const others = await this.entriesOf(other);
    const differing = [...own.values()].filter(
      ({ path, address }) => (others.get(path)?.address ?? address) !== address,
    );
    const lines = await this.store.linesOf(scan, differing);
    const otherLines = await this.store.linesOf(
      other,
      differing.map(({ path }) => others.get(path)!),
    );
    return differing.flatMap(({ path }) =>
      differingLines(unpackCoverage(path, lines.get(path)!), unpackCoverage(path, otherLines.get(path)!)),
    );
  }

  private async entriesOf(scan: Scan): Promise<ReadonlyMap<string, CoverageEntry>> {
    const entries = new Map<string, CoverageEntry>();
    const files = await this.store.read(scan);
    for await (const portion of files?.placed() ?? []) for (const entry of portion) entries.set(entry.path, entry);
    return entries;
  }
}
