import type pg from 'pg';
import { COVERAGE_FACTS, isUnplaced } from '../../domain/coverage/coverage-manifest.js';
import { lowerBound } from '../../domain/findings/listing/finding-columns.js';
import { contentFacts, countOf, FILE_FACTS } from '../../domain/findings/segments/file-facts.js';
import { checkSegment, Segment, type SegmentState } from '../../domain/findings/segments/segment.js';
import {
  type Address,
  addressOf,
  type FactsFormat,
  type Manifest,
  type ManifestEntry,
  unpackDifference,
  unpackManifest,
} from '../../domain/segments/manifest.js';
import type { Faults } from './faults.js';
import { readInPortions } from './read-in-portions.js';

/** A repository, as statements and sentences name it. */
export interface Repository {
  readonly orgId: string;
  readonly id: string;
}

/** Sums over the files of a manifest: their findings, or their number, lines and lines that ran. */
export type Totals = readonly number[];

/** A manifest that can be read. */
export interface ReadManifest {
  readonly scanId: string;
  /** The tool, or the upload's id. */
  readonly part: string;
  readonly totals: Totals;
}

/** Manifests of a repository, and the number of its segments. */
export interface StoredFiles {
  readonly manifests: readonly ReadManifest[];
  readonly segments: number;
  /** Segments without a checksum of their own: they can be read, and no more is known of them. */
  readonly unchecked: number;
}

/** Tables and formats of files that are stored alike. */
interface StoredKind<Facts> {
  /** In sentences. */
  readonly name: string;
  readonly segments: string;
  readonly keyframes: string;
  readonly manifests: string;
  /** Column that tells the manifests of a scan apart. */
  readonly part: string;
  readonly facts: FactsFormat<Facts>;
  readonly check: (content: Uint8Array, address: Address) => SegmentState;
  /** Text that a readable segment and each entry naming it have in common. */
  readonly traitsOfSegment: (content: Uint8Array) => string;
  readonly traitsOfEntry: (facts: Facts) => string;
  readonly totalsOf: (entry: ManifestEntry<Facts>) => Totals;
  /** Ids of the problems in a file; each belongs to a block of the repository. */
  readonly problemsOf: (facts: Facts) => readonly number[];
}

type KindCounts = readonly (readonly [code: number, count: number])[];

const describeKinds = (kinds: KindCounts): string => kinds.join(' ');

/** Their addresses are keyed digests of reports, which are not stored; so each segment has a checksum. */
export const FINDINGS: StoredKind<ReturnType<typeof FILE_FACTS.read>> = {
  ...{ name: 'findings', segments: 'finding_segments', keyframes: 'finding_keyframes' },
  ...{ manifests: 'scan_manifests', part: 'tool', facts: FILE_FACTS },
  check: checkSegment,
  traitsOfSegment: (content) => describeKinds(contentFacts(Segment.open(content).kinds(), null, false).kinds),
  traitsOfEntry: ({ kinds }) => describeKinds(kinds),
  totalsOf: ({ facts }) => [countOf(facts)],
  problemsOf: ({ issueIds }) => issueIds,
};

/** Their addresses are digests of the contents. */
export const COVERAGE: StoredKind<ReturnType<typeof COVERAGE_FACTS.read>> = {
  ...{ name: 'coverage', segments: 'coverage_segments', keyframes: 'coverage_keyframes' },
  ...{ manifests: 'coverage_manifests', part: 'upload_id', facts: COVERAGE_FACTS },
  check: (content, address) => (addressOf(content) === address ? 'whole' : 'damaged'),
  traitsOfSegment: () => '',
  traitsOfEntry: () => '',
  totalsOf: ({ path, facts }) => (isUnplaced(path) ? [0, 0, 0] : [1, facts.linesTotal, facts.linesCovered]),
  problemsOf: () => [],
};

interface SegmentRow {
  readonly address: Address;
  readonly content: Buffer;
}

interface ManifestRow {
  readonly scanId: string;
  readonly part: string;
  readonly keyframe: Address;
  readonly difference: Buffer;
}

/** Rows that are fetched at once: segments are some KiB long, keyframes some MiB, differences in between. */
const PORTIONS = { segments: 500, manifests: 50 };

/**
 * Verifies segments, keyframes and manifests of a repository inside the open transaction. Each keyframe is read once, however
 * many scans have a difference to it.
 */
export async function verifyStoredFiles<Facts>(
  client: pg.Client,
  repository: Repository,
  kind: StoredKind<Facts>,
  faults: Faults,
): Promise<StoredFiles> {
  return new StoredFilesCheck(client, repository, kind, faults).run();
}

class StoredFilesCheck<Facts> {
  /** Traits of each segment; null for damaged ones. */
  private readonly traits = new Map<Address, string | null>();
  private readonly missing = new Map<Address, string>();
  private unchecked = 0;
  /** In ascending order. */
  private blocks: readonly IdBlock[] = [];
  /** Problems without a block, by the scan that has one first. */
  private readonly strays = new Map<string, Set<number>>();

  constructor(
    private readonly client: pg.Client,
    private readonly repository: Repository,
    private readonly kind: StoredKind<Facts>,
    private readonly faults: Faults,
  ) {}

  async run(): Promise<StoredFiles> {
    await this.readSegments();
    this.blocks = await this.readBlocks();
    const manifests = await this.readManifests();
    for (const [address, user] of this.missing)
      this.report(`${user} names the ${this.kind.name} segment ${address}, which is missing`);
    for (const [scan, ids] of this.strays) {
      const first = [...ids].reduce((one, other) => Math.min(one, other));
      this.report(`${scan} has ${ids.size} problems whose ids are in no known block, the first of them ${first}`);
    }
    return { manifests, segments: this.traits.size, unchecked: this.unchecked };
  }

  private async readBlocks(): Promise<readonly IdBlock[]> {
    const { rows } = await this.client.query<IdBlock>(
      `SELECT first_id::float8 AS first, first_id::float8 + id_count - 1 AS last FROM public.issue_blocks
       WHERE org_id = $1 AND repo_id = $2 ORDER BY first_id`,
      [this.repository.orgId, this.repository.id],
    );
    return rows;
  }

  private async readSegments(): Promise<void> {
    const text = `SELECT encode(address, 'hex') AS address, content FROM public.${this.kind.segments}
      WHERE org_id = $1 AND repo_id = $2`;
    for await (const rows of this.read<SegmentRow>(text, PORTIONS.segments))
      for (const { address, content } of rows) {
        const state = this.kind.check(content, address);
        if (state === 'unchecked') this.unchecked += 1;
        if (state === 'damaged') this.report(`the ${this.kind.name} segment ${address} is damaged`);
        this.traits.set(address, state === 'damaged' ? null : this.kind.traitsOfSegment(content));
      }
  }

  private async readManifests(): Promise<ReadManifest[]> {
    const { manifests, part } = this.kind;
    const text = `SELECT scan_id::text AS "scanId", ${part}::text AS part, encode(keyframe, 'hex') AS keyframe, difference
      FROM public.${manifests} WHERE org_id = $1 AND repo_id = $2 ORDER BY keyframe, scan_id`;
    const read: ReadManifest[] = [];
    let keyframe: CheckedKeyframe<Facts> | undefined;
    for await (const rows of this.read<ManifestRow>(text, PORTIONS.manifests))
      for (const row of rows) {
        if (keyframe?.address !== row.keyframe) keyframe = await this.readKeyframe(row);
        const totals = keyframe.files && this.applyTo(keyframe.files, row);
        if (totals) read.push({ scanId: row.scanId, part: row.part, totals });
      }
    return read;
  }

  private async readKeyframe(row: ManifestRow): Promise<CheckedKeyframe<Facts>> {
    const address = row.keyframe;
    const { rows } = await this.client.query<{ content: Buffer }>(
      `SELECT content FROM public.${this.kind.keyframes} WHERE org_id = $1 AND repo_id = $2 AND address = decode($3, 'hex')`,
      [this.repository.orgId, this.repository.id, address],
    );
    const content = rows[0]?.content;
    const name = `the ${this.kind.name} keyframe ${address}`;
    if (content === undefined) this.report(`${nameOf(row)} names ${name}, which is missing`);
    else if (addressOf(content) !== address) this.report(`${name} is damaged`);
    else return { address, files: this.checkKeyframe(unpackManifest(content, this.kind.facts), row) };
    return { address, files: null };
  }

  private checkKeyframe(manifest: Manifest<Facts>, row: ManifestRow): KeyframeFiles<Facts> {
    for (const entry of manifest) this.checkEntry(entry, row);
    return {
      manifest,
      totals: manifest.map(this.kind.totalsOf).reduce(add, []),
      places: new Map(manifest.map(({ path }, place) => [path, place])),
    };
  }

  /** Totals of a manifest; null where it cannot be read. */
  private applyTo({ manifest, totals, places }: KeyframeFiles<Facts>, row: ManifestRow): Totals | null {
    try {
      const { changed, removed } = unpackDifference(row.difference, this.kind.facts);
      for (const entry of changed) this.checkEntry(entry, row);
      const replaced = changed.flatMap(({ path }) => places.get(path) ?? []);
      const gone = [...removed, ...replaced].map((place) => this.kind.totalsOf(manifest[place]!));
      return [...changed.map(this.kind.totalsOf), ...gone.map((each) => each.map((total) => -total))].reduce(
        add,
        totals,
      );
    } catch {
      this.report(`${this.kind.name} of ${nameOf(row)} (${row.part}) have a damaged manifest`);
      return null;
    }
  }

  private checkEntry({ path, address, facts }: ManifestEntry<Facts>, row: ManifestRow): void {
    const traits = this.traits.get(address);
    if (traits === undefined) {
      if (!this.missing.has(address)) this.missing.set(address, nameOf(row));
    } else if (traits !== null && traits !== this.kind.traitsOfEntry(facts))
      this.report(`${nameOf(row)} counts findings in ${path} that differ from those of the segment ${address}`);
    for (const id of this.kind.problemsOf(facts)) if (!isInBlock(this.blocks, id)) this.addStray(nameOf(row), id);
  }

  private addStray(scan: string, id: number): void {
    const ids = this.strays.get(scan) ?? new Set();
    this.strays.set(scan, ids.add(id));
  }

  private report(fault: string): void {
    this.faults.add(`${nameRepository(this.repository)}: ${fault}.`);
  }

  private read<Row extends object>(text: string, portion: number): AsyncGenerator<Row[]> {
    return readInPortions(this.client, { text, values: [this.repository.orgId, this.repository.id], portion });
  }
}

/** Ids of problems that were taken together. */
interface IdBlock {
  readonly first: number;
  readonly last: number;
}

/** @param blocks in ascending order */
function isInBlock(blocks: readonly IdBlock[], id: number): boolean {
  const block = blocks[lowerBound(blocks.length, (at) => blocks[at]!.last < id)];
  return block !== undefined && block.first <= id;
}

/** A keyframe as it was found; without files where it cannot be read. */
interface CheckedKeyframe<Facts> {
  readonly address: Address;
  readonly files: KeyframeFiles<Facts> | null;
}

interface KeyframeFiles<Facts> {
  readonly manifest: Manifest<Facts>;
  readonly totals: Totals;
  readonly places: ReadonlyMap<string, number>;
}

const nameOf = ({ scanId }: ManifestRow): string => `scan ${scanId}`;

/** Begins a sentence about a repository. */
export const nameRepository = ({ orgId, id }: Repository): string => `Organization ${orgId}, repository ${id}`;

/** Sums column by column; nothing at all counts as zeros. */
const add = (one: Totals, other: Totals): Totals =>
  Array.from({ length: Math.max(one.length, other.length) }, (_, column) => (one[column] ?? 0) + (other[column] ?? 0));
