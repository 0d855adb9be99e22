import { Injectable } from '@nestjs/common';
import type { ChangedLines } from '../../../domain/changes/changed-lines.js';
import { writtenLines } from '../../../domain/changes/counted-lines.js';
import { countLines } from '../../../domain/changes/line-ranges.js';
import type { PlacedLines } from '../../../domain/gate/actions/action-facts.js';
import { type GroupFacts, type GroupPart, LineHolders, type Members } from '../../../domain/gate/merge-group.js';
import { groupBy } from '../../../domain/group-by.js';
import type { AddedDirective } from '../../../domain/suppressions/suppressions-evidence.js';
import { together } from '../../../platform/database/together.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import { FindingsReader } from '../findings/findings.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { WaiverReader } from '../waiver/waiver.reader.js';

/** Gathers which pull requests of a merge group hold what breaks its rules, inside the open tenant transaction. */
@Injectable()
export class GroupFactsReader {
  constructor(
    private readonly scans: ScanReader,
    private readonly findings: FindingsReader,
    private readonly coverage: CoverageReader,
    private readonly waivers: WaiverReader,
  ) {}

  /** Null for a scan that is of no merge group, and for one whose changed lines are not known. */
  async readGroup(scan: Scan, directives: readonly AddedDirective[], at: Date): Promise<GroupFacts | null> {
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
      parts: await this.readParts(scan, new LineHolders(changes, members, changesOf), directives),
    };
  }

  private async readParts(
    scan: Scan,
    holders: LineHolders,
    directives: readonly AddedDirective[],
  ): Promise<GroupPart[]> {
    const held = holders.split();
    const [findings, { added: copies }, covered] = await together([
      this.findings.listCounted(scan, true),
      this.findings.listCopies(scan),
      this.coverage.measureParts(
        scan,
        held.map(({ changes }) => changes),
      ),
    ]);
    const keyOf = (path: string | null, range: PlacedLines['range'] | null): string => holders.of(path, range).join();
    const findingsOf = groupBy(findings, ({ filePath, range }) => keyOf(filePath, range));
    const copiesOf = groupBy(copies, ({ filePath, range }) => keyOf(filePath, range));
    const directivesOf = groupBy(directives, ({ filePath, line }) => keyOf(filePath, [line, line]));
    const partOf = new Map(held.map((part, at) => [part.members.join(), { ...part, lines: covered?.[at] ?? null }]));
    const keys = new Set([...partOf.keys(), ...findingsOf.keys(), ...copiesOf.keys(), ...directivesOf.keys()]);
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
      };
    });
  }
}

const membersOf = (key: string): Members => (key === '' ? [] : key.split(',').map(Number));
