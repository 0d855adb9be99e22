import { Injectable } from '@nestjs/common';
import { complexityIn } from '../../../../domain/findings/classify/complexity-rules.js';
import { isMarkInForce } from '../../../../domain/findings/marked-line.js';
import { kindOf } from '../../../../domain/findings/segments/kinds.js';
import { isNewState, isSuppressedOnBaseState } from '../../../../domain/findings/segments/row-states.js';
import { messageAt } from '../../../../domain/findings/segments/segment.js';
import type { CandidateFinding } from '../../../../domain/gate/actions/action-facts.js';
import type { IssueId } from '../../../../domain/ids.js';
import { together } from '../../../../platform/database/together.js';
import type { Scan } from '../../scan/scan.reader.js';
import { IssueMarkRepository, marksByIssue, type MarksOfIssue } from '../issues/issue-mark.repository.js';
import { ContentsReader, type ReadFile } from './contents.reader.js';
import { FindingStore } from './finding-store.js';

/** The findings of a scan that rules count, one by one, inside the open tenant transaction. */
@Injectable()
export class CountedFindingsReader {
  constructor(
    private readonly store: FindingStore,
    private readonly contents: ContentsReader,
    private readonly marks: IssueMarkRepository,
  ) {}

  /** Those that are neither suppressed nor marked now; new ones alone where `isNewOnly` is true. */
  async listCounted(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>, isNewOnly: boolean): Promise<CandidateFinding[]> {
    const [stored, marked] = await together([this.store.loadAll(scan), this.marks.ofRepo(scan.orgId, scan.repoId)]);
    const marksOf = marksByIssue(marked);
    const files = await this.contents.readFiles(scan, stored, () => true);
    return files.flatMap((file) => findingsIn(file, marksOf, isNewOnly));
  }
}

function findingsIn(
  { findings, file, start, details }: ReadFile,
  marksOf: ReadonlyMap<IssueId, MarksOfIssue>,
  isNewOnly: boolean,
): CandidateFinding[] {
  return file.facts.issueIds.flatMap((id, at): CandidateFinding[] => {
    const issueId = id as IssueId;
    const state = findings.states[start + at]!;
    const isNew = isNewState(state);
    const { isSuppressed, type, severity, debtKind, toolLevel } = kindOf(details.kinds[at]!);
    const { false_positive: mark, accepted } = marksOf.get(issueId) ?? {};
    const isFalsePositive = mark !== undefined && isMarkInForce(mark, type, findings.notes.markLines?.[start + at]);
    if (
      type === 'suppression' ||
      isSuppressed ||
      isSuppressedOnBaseState(state) ||
      isFalsePositive ||
      accepted !== undefined ||
      (isNewOnly && !isNew)
    )
      return [];
    const place = findings.notes.places?.[start + at] ?? {
      ...{ filePath: file.path, startLine: details.startLines[at]!, endLine: details.endLines[at]! },
    };
    const from = place.startLine || null;
    return [
      {
        ...{ type, severity, debtKind, issueId, isNew, isToolError: toolLevel === 'error' },
        filePath: place.filePath === '' ? null : place.filePath,
        range: from === null ? null : [from, Math.max(place.endLine, from)],
        complexity: type === 'complexity' ? complexityIn(messageAt(details, at)) : null,
      },
    ];
  });
}
