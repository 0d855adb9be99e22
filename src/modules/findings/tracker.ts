import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ChangedLines } from '../../domain/changes/changed-lines.js';
import { isAnyLineAdded } from '../../domain/changes/line-ranges.js';
import { type FeatureTable } from '../../domain/findings/matching/features.js';
import { KeyedHasher } from '../../domain/findings/matching/keyed-hash.js';
import { type Baseline, EMPTY_BASELINE, unpackBaseline } from '../../domain/findings/matching/pack-baseline.js';
import { unpackFeatures, UnknownFeaturesVersion } from '../../domain/findings/matching/pack-features.js';
import { type Tracking, trackFindings } from '../../domain/findings/tracking/track-findings.js';
import { BaselineReader } from '../baseline/baseline.reader.js';
import { RepoReader } from '../organization/repo.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { FindingsRepository } from './findings.repository.js';
import { IssueMarkRepository } from './issue-mark.repository.js';

/** Where a finding lies: what decides whether the change touched it. */
export interface Placed {
  readonly filePath: string | null;
  readonly startLine: number | null;
  readonly endLine: number | null;
}

/** All that newness depends on besides the findings themselves. */
interface Surroundings {
  readonly baseline: Baseline | null;
  readonly previous: Baseline;
  readonly marked: Baseline;
  readonly changes: ChangedLines | null;
  /** Equal keys promise equal answers. */
  readonly key: string;
}

/** A tracking, and the key of what it was decided against. */
export interface KeyedTracking extends Tracking {
  readonly matchedAgainst: string;
}

/** Tells new findings from inherited ones against the stored baseline, inside the open tenant transaction. */
@Injectable()
export class Tracker {
  constructor(
    private readonly repos: RepoReader,
    private readonly scans: ScanReader,
    private readonly baselines: BaselineReader,
    private readonly findings: FindingsRepository,
    private readonly marks: IssueMarkRepository,
  ) {}

  /**
   * @param places one for each row of `current`
   * @param knownKey when what the findings would be matched against still has this key, the answer is null: nothing changed
   */
  async track(
    scan: Scan,
    tool: string,
    current: () => FeatureTable,
    places: readonly Placed[],
    knownKey: string | null = null,
  ): Promise<KeyedTracking | null> {
    const surroundings = await this.surroundingsOf(scan, tool);
    if (surroundings.key === knownKey) return null;
    const secret = await this.repos.trackingSecret(scan.orgId, scan.repoId);
    const { changes } = surroundings;
    const tracking = trackFindings({
      ...surroundings,
      current: current(),
      isBaselineScan: scan.isBaselineScan,
      changes: { renames: hashRenames(changes, secret) },
      isUntouched: changes && untouchedBy(changes, places),
    });
    return { ...tracking, matchedAgainst: surroundings.key };
  }

  private async surroundingsOf(scan: Scan, tool: string): Promise<Surroundings> {
    const { orgId, repoId } = scan;
    const stored = await this.baselines.find(orgId, repoId, scan.defaultBranch, tool);
    const previousScan = await this.scans.findPrevious(scan);
    const previous = previousScan ? await this.findings.featuresOfTool(orgId, previousScan.id, tool) : [];
    const marks = await this.marks.ofTool(orgId, repoId, tool);
    const changes = await this.scans.findChanges(orgId, scan.id);
    const key = JSON.stringify([
      stored?.version ?? null,
      scan.baselineGeneration,
      previousScan?.id ?? null,
      marks.map((mark) => mark.issueId),
      changes,
    ]);
    return {
      baseline: stored && readBaseline(stored.packed),
      previous: toBaseline(previous),
      marked: toBaseline(marks),
      changes,
      key: createHash('sha256').update(key).digest('base64url'),
    };
  }
}

/** Features of another version do not compare: then there is no baseline, until the next default-branch scan. */
function readBaseline(packed: Uint8Array): Baseline | null {
  try {
    return unpackBaseline(packed);
  } catch (error) {
    if (error instanceof UnknownFeaturesVersion) return null;
    throw error;
  }
}

function toBaseline(
  rows: readonly { readonly issueId: number; readonly firstSeenScanId: number; readonly features: Uint8Array }[],
): Baseline {
  try {
    return {
      features: unpackFeatures(rows.map((row) => row.features)),
      issueIds: rows.map((row) => row.issueId),
      firstSeenScanIds: rows.map((row) => row.firstSeenScanId),
    };
  } catch (error) {
    if (error instanceof UnknownFeaturesVersion) return EMPTY_BASELINE;
    throw error;
  }
}

function hashRenames(changes: ChangedLines | null, secret: Uint8Array) {
  const hasher = new KeyedHasher(secret);
  return (changes?.files ?? []).flatMap(({ path, oldPath }) =>
    oldPath === null ? [] : [{ from: hasher.hash('path', oldPath), to: hasher.hash('path', path) }],
  );
}

/** Whether the change adds none of the lines of a row. What names no line is touched by any change of its file. */
function untouchedBy(changes: ChangedLines, places: readonly Placed[]): (row: number) => boolean {
  const files = new Map(changes.files.map((file) => [file.path, file]));
  return (row) => {
    const { filePath, startLine, endLine } = places[row]!;
    const file = filePath === null ? undefined : files.get(filePath);
    if (!file) return true;
    return startLine !== null && !isAnyLineAdded(file, [startLine, endLine ?? startLine]);
  };
}
