import { Injectable } from '@nestjs/common';
import { SUPPRESSIONS_TOOL } from '../../../../domain/findings/directive.js';
import {
  FILE_FACTS,
  type FileFacts,
  findingCount,
  type FindingManifest,
} from '../../../../domain/findings/segments/file-facts.js';
import { packStates, unpackStates } from '../../../../domain/findings/segments/row-states.js';
import type { OrgId, RepoId, ScanId } from '../../../../domain/ids.js';
import type { ScanFindings } from '../../../../domain/scanned/scan-findings.js';
import { type Keyframe, readKeyframe, readStored, storeAgainst } from '../../../../domain/segments/keyframes.js';
import type { Address } from '../../../../domain/segments/manifest.js';
import { together } from '../../../../platform/database/together.js';
import type { Scan } from '../../scan/scan.reader.js';
import { differingIds, NO_IDS } from './count-change.js';
import { IssueBlockRepository } from './issue-block.repository.js';
import { KeyframeCache } from './keyframe-cache.js';
import { beforeWorkOn } from './long-work.js';
import {
  type FindingsKey,
  type ReadManifest,
  ScanManifestRepository,
  type ScanManifestRow,
} from './scan-manifest.repository.js';
import { SegmentRepository } from './segment.repository.js';

export type { FindingsKey };

/** Findings as they are stored, with the keyframe that their manifest is a difference to. */
export interface StoredFindings extends ScanFindings, FindingsKey {
  readonly keyframe: Keyframe<FileFacts>;
}

/** Names a repository. */
type RepoKey = Pick<Scan, 'orgId' | 'repoId'>;

/** Cached keyframes of a repository that are named to the database, the newest: it leaves out their contents. */
const MAX_KNOWN = 50;

/** The findings of scans but for their contents, inside the open tenant transaction. */
@Injectable()
export class FindingStore {
  private readonly keyframes = new KeyframeCache();

  constructor(
    private readonly manifests: ScanManifestRepository,
    private readonly segments: SegmentRepository,
    private readonly blocks: IssueBlockRepository,
  ) {}

  /** Null where the tool reported nothing that is stored. */
  async load(repo: RepoKey, scanId: ScanId, tool: string): Promise<StoredFindings | null> {
    const [stored] = await this.loadSome(repo, [{ scanId, tool }]);
    return stored ?? null;
  }

  /** Findings of several scans of a repository, as far as they are stored. */
  async loadSome(repo: RepoKey, keys: readonly FindingsKey[]): Promise<StoredFindings[]> {
    if (keys.length === 0) return [];
    return this.read(repo, (known) => this.manifests.findManifests(repo.orgId, keys, known));
  }

  /** The problems that all tools found in a scan, in the order of their names: no directives. */
  async loadAll(scan: RepoKey & Pick<Scan, 'id'>): Promise<StoredFindings[]> {
    return this.read(scan, (known) => this.manifests.listManifests(scan.orgId, scan.id, known));
  }

  /** The directives of a scan; none where no report of them came. */
  loadDirectives(scan: RepoKey & Pick<Scan, 'id'>): Promise<StoredFindings[]> {
    return this.loadSome(scan, [{ scanId: scan.id, tool: SUPPRESSIONS_TOOL }]);
  }

  /** Names the state of a scan's findings: with any change of them it is another. */
  revisionOf({ orgId, id }: Pick<Scan, 'orgId' | 'id'>): Promise<string> {
    return this.manifests.revisionOf(orgId, id);
  }

  /**
   * Stores a tool's findings in the place of its earlier ones.
   *
   * @param near the keyframe of similar findings, to which only the difference is stored
   */
  async save(
    scan: Scan,
    tool: string,
    { manifest, states, notes, groups }: ScanFindings,
    near: Keyframe<FileFacts> | null,
  ): Promise<void> {
    const { orgId, repoId, id: scanId } = scan;
    const turn = beforeWorkOn(manifest);
    if (turn) await turn;
    const keyframe = near !== null && mayBeAlike(near.manifest, manifest) ? near : null;
    const stored = storeAgainst(keyframe, manifest, FILE_FACTS);
    const ids = keyframe === null || stored.newKeyframe !== null ? NO_IDS : differingIds(keyframe.manifest, manifest);
    if (stored.newKeyframe !== null)
      this.keyframes.add(orgId, repoId, { address: stored.keyframe, manifest, size: stored.newKeyframe.length });
    await together([
      stored.newKeyframe &&
        this.segments.saveKeyframe(orgId, repoId, { address: stored.keyframe, content: stored.newKeyframe }),
      this.manifests.saveManifest(orgId, {
        ...{ scanId, tool, repoId, keyframe: stored.keyframe, difference: stored.difference, ...ids },
        ...{ states: packStates(states), notes, groups },
      }),
    ]);
  }

  async delete(orgId: OrgId, scanId: ScanId, tool: string): Promise<void> {
    await this.manifests.deleteManifest(orgId, scanId, tool);
  }

  /** The manifest with ids for problems that have none yet (0): they are first seen in this scan. */
  async nameProblems(scan: Scan, tool: string, manifest: FindingManifest): Promise<FindingManifest> {
    const count = manifest.reduce((sum, { facts }) => sum + facts.issueIds.filter((id) => id === 0).length, 0);
    if (count === 0) return manifest;
    let next = await this.blocks.take(scan, tool, count);
    await beforeWorkOn(manifest);
    return manifest.map((entry) => {
      if (!entry.facts.issueIds.includes(0)) return entry;
      const firstSeenScanIds = [...entry.facts.firstSeenScanIds];
      const issueIds = entry.facts.issueIds.map((id, row) => {
        if (id !== 0) return id;
        firstSeenScanIds[row] = scan.id;
        return next++;
      });
      return { ...entry, facts: { ...entry.facts, issueIds, firstSeenScanIds } };
    });
  }

  /** The keyframes of a tool that have each of the problems, those of newer scans first. */
  async findKeyframesWith(
    orgId: OrgId,
    repoId: RepoId,
    tool: string,
    issueIds: ReadonlySet<number>,
  ): Promise<ReadonlyMap<number, readonly Address[]>> {
    const having = new Map<number, Address[]>([...issueIds].map((id) => [id, []]));
    for (const address of await this.manifests.listKeyframes(orgId, repoId, tool)) {
      const { manifest } = await this.keyframe(orgId, repoId, address);
      for (const { facts } of manifest) for (const id of facts.issueIds) having.get(id)?.push(address);
    }
    return having;
  }

  /** @param find reads manifests with those of their keyframes that are not known */
  private async read(
    { orgId, repoId }: RepoKey,
    find: (known: readonly Address[]) => Promise<ReadManifest[]>,
  ): Promise<StoredFindings[]> {
    const known = new Map([...this.keyframes.ofRepo(orgId, repoId)].slice(-MAX_KNOWN));
    const rows = await find([...known.keys()]);
    return rows.map(({ packedKeyframe, ...row }) => {
      const keyframe = known.get(row.keyframe) ?? this.unpack(orgId, repoId, row.keyframe, packedKeyframe);
      known.set(row.keyframe, keyframe);
      return toStored(row, keyframe);
    });
  }

  private async keyframe(orgId: OrgId, repoId: RepoId, address: Address): Promise<Keyframe<FileFacts>> {
    const cached = this.keyframes.ofRepo(orgId, repoId).get(address);
    return cached ?? this.unpack(orgId, repoId, address, await this.segments.findKeyframe(orgId, repoId, address));
  }

  private unpack(orgId: OrgId, repoId: RepoId, address: Address, packed: Uint8Array | null): Keyframe<FileFacts> {
    if (packed === null) throw new Error(`The keyframe ${address} of repository ${repoId} is missing.`);
    const keyframe = readKeyframe(address, packed, FILE_FACTS);
    this.keyframes.add(orgId, repoId, keyframe);
    return keyframe;
  }
}

function toStored(row: ScanManifestRow, keyframe: Keyframe<FileFacts>): StoredFindings {
  const manifest = readStored(keyframe, row.difference, FILE_FACTS);
  return {
    ...{ scanId: row.scanId, tool: row.tool, keyframe, manifest, notes: row.notes, groups: row.groups },
    states: unpackStates(row.states, findingCount(manifest)),
  };
}

/** False where the difference would list more problems that are gone than the manifest has: most files are. */
const mayBeAlike = (keyframe: FindingManifest, manifest: FindingManifest): boolean =>
  2 * manifest.length >= keyframe.length;
