import { Injectable } from '@nestjs/common';
import { compareCoverage, type CoverageChange } from '../../../domain/coverage/compare-coverage.js';
import type { GatePolicy } from '../../../domain/gate/policy.js';
import type { ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { AppError, DetailsExpired, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type CursorKey, decodeCursor, encodeCursor } from '../../../platform/validation/cursor.js';
import { isStorableText } from '../../../platform/validation/text.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import {
  ComparedFindingsReader,
  FINDING_DIFFERENCES,
  type FindingDifferences,
  isDifferenceKey,
} from '../findings/listing/compared-findings.reader.js';
import { EvaluationReader } from '../quality-gate/evaluation.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { cutSections, type Section, type SectionKey, type Slice } from './cut-sections.js';
import {
  type CompareScansDto,
  type ComparisonDto,
  DIFFERENCE_KINDS,
  type DifferenceKind,
  type PolicyChangeDto,
  toComparedScanDto,
  toCoverageChangeDto,
  toDuplicationChangeDto,
} from './dto/comparison.dto.js';

/** Compares two scans of a repository. */
@Injectable()
export class ComparisonService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly findings: ComparedFindingsReader,
    private readonly coverage: CoverageReader,
    private readonly evaluations: EvaluationReader,
    private readonly repos: RepoReader,
  ) {}

  /** Lists differences of the scan from the other one. */
  async compare(
    caller: Caller,
    scanId: ScanId,
    otherId: ScanId,
    { kind, limit, cursor }: CompareScansDto,
  ): Promise<ComparisonDto> {
    const kinds = kind === undefined ? DIFFERENCE_KINDS : [kind];
    const after = decodeCursor(cursor, (key) => isSectionKey(key, kinds));
    const [scan, other] = await this.findPair(caller, scanId, otherId);
    const findings = await this.findings.compare(scan, other);
    const [coverage, policy, { id, name }] = await this.tenant.run(scan.orgId, () =>
      together([
        this.compareCoverage(scan, other),
        this.comparePolicies(scan, other),
        this.repos.getRepo(scan.orgId, scan.repoId),
      ]),
    );
    const sections = sectionsOf(findings, coverage).filter((section) => kinds.includes(section.kind));
    const { slices, next } = cutSections(sections, limit, after);
    const read = (of: (typeof FINDING_DIFFERENCES)[number]) => findings[of].read(...bounds(slices, of));
    return {
      scan_id: scanId,
      other_scan_id: otherId,
      repo: { id, name },
      scan: toComparedScanDto(scan),
      other_scan: toComparedScanDto(other),
      counts: {
        new: findings.new.count,
        fixed: findings.fixed.count,
        worsened: findings.worsened.count,
        moved: findings.moved.count,
        coverage: coverage.length,
        duplication: findings.duplication.length,
      },
      new: await read('new'),
      fixed: await read('fixed'),
      worsened: await read('worsened'),
      moved: await read('moved'),
      coverage: coverage.slice(...bounds(slices, 'coverage')).map(toCoverageChangeDto),
      duplication: findings.duplication.slice(...bounds(slices, 'duplication')).map(toDuplicationChangeDto),
      policy,
      next_cursor: next && encodeCursor(next),
    };
  }

  private async findPair({ orgId }: Caller, scanId: ScanId, otherId: ScanId): Promise<[Scan, Scan]> {
    const scan = await this.scans.getScan(orgId, scanId);
    const other = await this.scans.getScan(orgId, otherId);
    if (other.repoId !== scan.repoId) throw new NotFoundInOrg('scan');
    for (const { id, state, detailsExpiredAt } of [scan, other]) {
      if (state === 'pending') throw new AppError('scan_pending', `Scan ${id} is not complete yet.`);
      if (state === 'failed') throw new AppError('scan_failed', `Scan ${id} failed, so its findings are incomplete.`);
      if (detailsExpiredAt !== null) throw new DetailsExpired('read', detailsExpiredAt);
    }
    return [scan, other];
  }

  private async compareCoverage(scan: Scan, other: Scan): Promise<CoverageChange[]> {
    return compareCoverage(await this.coverage.listFileCounts(other), await this.coverage.listFileCounts(scan));
  }

  private async comparePolicies(scan: Scan, other: Scan): Promise<PolicyChangeDto[]> {
    const [after, before] = await together([
      this.evaluations.findLast(scan.orgId, scan),
      this.evaluations.findLast(scan.orgId, other),
    ]);
    if (after === null || before === null) return [];
    const rules = Object.keys({ ...before.policy, ...after.policy }) as (keyof GatePolicy)[];
    return rules
      .map((rule) => ({ rule, from: before.policy[rule] ?? null, to: after.policy[rule] ?? null }))
      .filter(({ from, to }) => from !== to);
  }
}

function sectionsOf(findings: FindingDifferences, coverage: readonly CoverageChange[]): Section<DifferenceKind>[] {
  return [
    ...FINDING_DIFFERENCES.map((kind): Section<DifferenceKind> => ({ kind, ...findings[kind] })),
    ofFiles('coverage', coverage),
    ofFiles('duplication', findings.duplication),
  ];
}

const ofFiles = (kind: DifferenceKind, files: readonly { readonly filePath: string }[]): Section<DifferenceKind> => ({
  kind,
  count: files.length,
  keyAt: (place) => [files[place]!.filePath],
  placeAfter: ([path]) => files.filter(({ filePath }) => filePath <= String(path)).length,
});

/** The places of the kind's entries on the page. */
const bounds = (slices: readonly Slice<DifferenceKind>[], wanted: DifferenceKind): [from: number, to: number] => {
  const slice = slices.find(({ kind }) => kind === wanted);
  return slice ? [slice.from, slice.to] : [0, 0];
};

/** True when a key, which a client may have made up, can be one of a list of these kinds. */
function isSectionKey(key: unknown, kinds: readonly DifferenceKind[]): key is SectionKey<DifferenceKind> {
  if (!Array.isArray(key)) return false;
  const [kind, ...rest] = key as CursorKey;
  if (!kinds.some((each) => each === kind)) return false;
  return kind === 'coverage' || kind === 'duplication' ? isPathKey(rest) : isDifferenceKey(rest);
}

const isPathKey = (key: CursorKey): boolean => key.length === 1 && typeof key[0] === 'string' && isStorableText(key[0]);
