import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ChangedLines } from '../../domain/changes/changed-lines.js';
import type { FeatureTable } from '../../domain/findings/matching/features.js';
import { hashChanges, NOTHING_KNOWN } from '../../domain/findings/matching/known-changes.js';
import { type Baseline, EMPTY_BASELINE, unpackBaseline } from '../../domain/findings/matching/pack-baseline.js';
import { unpackFeatures, UnknownFeaturesVersion } from '../../domain/findings/matching/pack-features.js';
import { type Tracking, trackFindings } from '../../domain/findings/tracking/track-findings.js';
import { BaselineReader } from '../baseline/baseline.reader.js';
import { RepoReader } from '../organization/repo.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { FindingsRepository } from './findings.repository.js';
import { IssueMarkRepository } from './issue-mark.repository.js';

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

  async track(scan: Scan, tool: string, current: FeatureTable): Promise<KeyedTracking> {
    return this.decide(scan, current, await this.surroundingsOf(scan, tool));
  }

  /**
   * The same for findings that were tracked before; null when nothing changed since.
   *
   * @param matchedAgainst the key of the tracking before
   */
  async trackAgain(
    scan: Scan,
    tool: string,
    matchedAgainst: string,
    current: () => Promise<FeatureTable>,
  ): Promise<KeyedTracking | null> {
    const surroundings = await this.surroundingsOf(scan, tool);
    return surroundings.key === matchedAgainst ? null : this.decide(scan, await current(), surroundings);
  }

  private async decide(scan: Scan, current: FeatureTable, surroundings: Surroundings): Promise<KeyedTracking> {
    const secret = await this.repos.trackingSecret(scan.orgId, scan.repoId);
    const changes = surroundings.changes ? hashChanges(surroundings.changes, secret) : NOTHING_KNOWN;
    const { isBaselineScan } = scan;
    return {
      ...trackFindings({ ...surroundings, current, isBaselineScan, changes }),
      matchedAgainst: surroundings.key,
    };
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
