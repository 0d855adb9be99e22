import { Injectable } from '@nestjs/common';
import type { ChangedLines } from '../../../domain/changes/changed-lines.js';
import { writtenLines } from '../../../domain/changes/counted-lines.js';
import { countLines } from '../../../domain/changes/line-ranges.js';
import type { PlacedLines, PlacedTest } from '../../../domain/gate/actions/action-facts.js';
import type { TestEvidence } from '../../../domain/gate/evidence.js';
import { type GroupFacts, type GroupPart, LineHolders, type Members } from '../../../domain/gate/merge-group.js';
import { groupBy } from '../../../domain/group-by.js';
import type { ScanId } from '../../../domain/ids.js';
import type { LoosenedSetting } from '../../../domain/loosened/loosened-setting.js';
import type { AddedDirective } from '../../../domain/suppressions/suppressions-evidence.js';
import { together } from '../../../platform/database/together.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import { FindingsReader } from '../findings/findings.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { TestsReader } from '../test-results/tests.reader.js';
import { WaiverReader } from '../waiver/waiver.reader.js';

/** Tests of a kind that are traced to members. */
const MOST_TESTS = 1_000;

/** Evidence of a group that is traced to members. */
interface GroupEvidence {
  readonly directives: readonly AddedDirective[];
  readonly loosened: readonly LoosenedSetting[] | null;
  readonly tests: TestEvidence | null;
  /** Scans with whose tests they are compared, as `downwards` lists them. */
  readonly baseIds: readonly ScanId[];
}

/** Gathers which pull requests of a merge group hold what breaks its rules, inside the open tenant transaction. */
@Injectable()
export class GroupFactsReader {
  constructor(
    private readonly scans: ScanReader,
    private readonly findings: FindingsReader,
    private readonly coverage: CoverageReader,
    private readonly tests: TestsReader,
    private readonly waivers: WaiverReader,
  ) {}

  /** Null for a scan that is of no merge group, or of one without members. */
  async readGroup(scan: Scan, evidence: GroupEvidence, at: Date): Promise<GroupFacts | null> {
    const { orgId, repoId, groupMembers: members } = scan;
    if (members === null || members.length === 0) return null;
    const [changes, changesOf, waivers] = await together([
      this.scans.findChanges(orgId, scan.id),
      members.length === 1 ? new Map<number, ChangedLines>() : this.scans.listChangesOfPulls(orgId, repoId, members),
      this.waivers.listOfPulls(orgId, { repoId, numbers: members, at }),
    ]);
    if (changes === null) return { members, parts: [], waivers };
    return {
      members,
      waivers,
      parts: await this.readParts(scan, new LineHolders(changes, members, changesOf), evidence),
    };
  }

  private async readParts(
    scan: Scan,
    holders: LineHolders,
    { directives, loosened, tests, baseIds }: GroupEvidence,
  ): Promise<GroupPart[]> {
    const held = holders.split();
    const [findings, { added: copies }, notable, covered] = await together([
      this.findings.listCounted(scan, true),
      this.findings.listCopies(scan),
      this.tests.listNotable(scan, baseIds, {
        failed: atMost(tests?.failed),
        missing: atMost(tests?.fromBase?.missing),
        skipped: atMost(tests?.fromBase?.newlySkipped),
      }),
      this.coverage.measureParts(
        scan,
        held.map(({ changes }) => changes),
      ),
    ]);
    const keyOf = (path: string | null, range: PlacedLines['range'] | null): string => holders.of(path, range).join();
    const findingsOf = groupBy(findings, ({ filePath, range }) => keyOf(filePath, range));
    const copiesOf = groupBy(copies, ({ filePath, range }) => keyOf(filePath, range));
    const directivesOf = groupBy(directives, ({ filePath, line }) => keyOf(filePath, [line, line]));
    const loosenedOf = groupBy(loosened ?? [], ({ path }) => keyOf(path, null));
    const countTests = (list: readonly PlacedTest[], total: number | undefined) => {
      const listed = groupBy(list, (test) => holders.ofTest(test).join());
      const rest = (total ?? 0) - list.length;
      return (key: string): number => (listed.get(key)?.length ?? 0) + (key === '' ? rest : 0);
    };
    const failed = countTests(notable.failed, tests?.failed);
    const missing = countTests(notable.missing, tests?.fromBase?.missing);
    const newlySkipped = countTests(notable.skipped, tests?.fromBase?.newlySkipped);
    const partOf = new Map(held.map((part, at) => [part.members.join(), { ...part, lines: covered?.[at] ?? null }]));
    const ofTests = [...notable.failed, ...notable.missing, ...notable.skipped].map((test) =>
      holders.ofTest(test).join(),
    );
    const keys = new Set([
      ...['', ...partOf.keys(), ...findingsOf.keys(), ...copiesOf.keys(), ...directivesOf.keys()],
      ...[...loosenedOf.keys(), ...ofTests],
    ]);
    return [...keys].map((key) => {
      const part = partOf.get(key);
      const silencing = directivesOf.get(key) ?? [];
      return {
        members: part?.members ?? membersOf(key),
        findings: findingsOf.get(key) ?? [],
        lines: part?.lines ?? null,
        duplication: {
          duplicated: (copiesOf.get(key) ?? []).reduce((sum, { lines }) => sum + lines, 0),
          added: part?.changes.files.reduce((sum, file) => sum + countLines(writtenLines(file)), 0) ?? 0,
        },
        suppressions: {
          added: silencing.length,
          unexplained: silencing.filter(({ reason }) => reason === '').length,
          hiddenHigh: silencing.reduce((sum, { hides }) => sum + (hides?.highCount ?? 0), 0),
        },
        tests: { failed: failed(key), missing: missing(key), newlySkipped: newlySkipped(key) },
        loosened: loosenedOf.get(key)?.length ?? 0,
      };
    });
  }
}

const atMost = (count = 0): number => Math.min(count, MOST_TESTS);

const membersOf = (key: string): Members => (key === '' ? [] : key.split(',').map(Number));
