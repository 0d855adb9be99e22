import { Injectable } from '@nestjs/common';
import { splitOwners } from '../../../domain/owners/owners-of-paths.js';
import { searchWords } from '../../../domain/search/search-words.js';
import { type ByteTexts, countTexts, packTexts, textReader } from '../../../domain/segments/byte-texts.js';
import {
  type FactNumbers,
  FactSums,
  folderOf,
  NOBODY,
  OTHER,
  SEVERITY_COUNT,
} from '../../../domain/trend/trend-facts.js';
import { keepAlive } from '../../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import { type FindingPlaces, ScanFindingsReader } from '../findings/listing/scan-findings.reader.js';
import { type OwnedScan, OwnersReader } from '../scan/owners.reader.js';
import type { Scan } from '../scan/scan.reader.js';
import { SearchWordsRepository } from './search-words.repository.js';
import { TrendRepository } from './trend.repository.js';

/** Files that are packed and summed up within some milliseconds. */
const AT_ONCE = 5_000;

interface FileNumbers {
  readonly path: string;
  readonly numbers: FactNumbers;
}

/** Stores the facts of scans of the default branch of which trends are made, and what a search finds of them, inside the open tenant transaction. */
@Injectable()
export class TrendFactsWriter {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly findings: ScanFindingsReader,
    private readonly coverage: CoverageReader,
    private readonly owners: OwnersReader,
    private readonly facts: TrendRepository,
    private readonly words: SearchWordsRepository,
  ) {}

  /** Of other scans nothing is stored. */
  async store(scan: Scan): Promise<void> {
    if (!scan.isBaselineScan || scan.branch !== scan.defaultBranch) return;
    const [places, covered, owned] = await together([
      this.findings.countPlaces(scan),
      this.coverage.listFileCounts(scan),
      this.owners.load(scan.orgId, scan.id),
    ]);
    const uncovered = covered.map(({ filePath, linesTotal, linesCovered }) => ({
      path: filePath,
      numbers: [...NO_FINDINGS, linesTotal, linesTotal - linesCovered],
    }));
    const sums = { folder: new FactSums(), owner: new FactSums() };
    for (const files of portionsOf([...filesOf(places), ...uncovered])) await this.sumUp(scan, owned, files, sums);
    const [folder, owner] = [sums.folder.finish(), sums.owner.finish()];
    await this.facts.save(scan, { rule: places.rules, folder, owner });
    const paths = new Set([...textsOf(places.paths), ...covered.map(({ filePath }) => filePath)]);
    const rules = Object.keys(places.rules).filter((rule) => rule !== OTHER);
    await this.words.replace(scan.orgId, scan.repoId, [...searchWords('file', paths), ...searchWords('rule', rules)]);
  }

  private async sumUp(
    { orgId }: Scan,
    owned: OwnedScan | null,
    files: readonly FileNumbers[],
    sums: { readonly folder: FactSums; readonly owner: FactSums },
  ): Promise<void> {
    const found = this.owners.find(owned, packTexts(files.map(({ path }) => path)));
    const { owners, ownersOfPath } = await keepAlive(this.tenant.manager(orgId), found);
    const textOf = textReader(owners);
    files.forEach(({ path, numbers }, at) => {
      sums.folder.add(folderOf(path), numbers);
      const names = splitOwners(textOf(ownersOfPath[at]!));
      for (const name of names.length === 0 ? [NOBODY] : names) sums.owner.add(name, numbers);
    });
  }
}

function textsOf(texts: ByteTexts): string[] {
  const textAt = textReader(texts);
  return Array.from({ length: countTexts(texts) }, (_, at) => textAt(at));
}

const NO_FINDINGS: FactNumbers = Array<number>(SEVERITY_COUNT).fill(0);

const filesOf = ({ paths, counts }: FindingPlaces): FileNumbers[] => {
  const pathAt = textReader(paths);
  return Array.from(paths.ends, (_end, at) => ({
    path: pathAt(at),
    numbers: [...counts.subarray(at * SEVERITY_COUNT, (at + 1) * SEVERITY_COUNT)],
  }));
};

function* portionsOf(files: readonly FileNumbers[]): Generator<readonly FileNumbers[]> {
  for (let from = 0; from < files.length; from += AT_ONCE) yield files.slice(from, from + AT_ONCE);
}
