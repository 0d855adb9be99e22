import { DEBT_KINDS, FINDING_TYPES, SEVERITIES, TOOL_LEVELS } from '../../src/domain/findings/finding.js';
import { type FindingColumns, FindingColumnsBuilder } from '../../src/domain/findings/listing/finding-columns.js';
import type { ListedFinding } from '../../src/domain/findings/listing/listed-finding.js';
import { MATCHED_BY } from '../../src/domain/findings/matching/matched-by.js';
import { NEW_BECAUSE } from '../../src/domain/findings/tracking/newness.js';
import { joinOwners } from '../../src/domain/owners/owners-of-paths.js';
import { packTexts, textAt } from '../../src/domain/segments/byte-texts.js';

/** A finding as a scan lists it, with the facts that a test does not care about. */
export const aListedFinding = (facts: Partial<ListedFinding> = {}): ListedFinding => ({
  issueId: 1 as ListedFinding['issueId'],
  firstSeenScanId: 1 as ListedFinding['firstSeenScanId'],
  tool: 'scanner',
  ruleId: 'rule',
  type: 'bug',
  severity: 'medium',
  debtKind: 'other',
  filePath: 'src/a.ts',
  owners: [],
  startLine: 1,
  startColumn: null,
  endLine: 1,
  endColumn: null,
  message: 'a message',
  fingerprint: '0123456789abcdef',
  isNew: false,
  isSuppressed: false,
  toolLevel: null,
  matchedBy: null,
  newBecause: null,
  nearest: null,
  directive: null,
  was: null,
  clone: null,
  cwe: [],
  ...facts,
});

/**
 * Findings as columns, in the order in which they are given.
 *
 * @param ownersOf the owners of a file
 */
export function columnsOf(
  findings: readonly ListedFinding[],
  ownersOf: (path: string) => readonly string[] = () => [],
): FindingColumns {
  const builder = new FindingColumnsBuilder();
  for (const finding of findings) addFinding(builder, finding);
  const columns = builder.finish();
  const { path } = columns.dictionaries;
  const texts = Array.from(columns.ownersOfPath, (_, number) => joinOwners(ownersOf(textAt(path, number))));
  const distinct = [...new Set(['', ...texts])];
  texts.forEach((text, number) => (columns.ownersOfPath[number] = distinct.indexOf(text)));
  return { ...columns, owners: packTexts(distinct) };
}

function addFinding(builder: FindingColumnsBuilder, finding: ListedFinding): void {
  const row = builder.addFile(finding.tool, finding.filePath ?? '', 1);
  const { columns } = builder;
  columns.issueId[row] = finding.issueId;
  columns.firstSeenScanId[row] = finding.firstSeenScanId;
  columns.rule[row] = builder.numberOf('rule', finding.ruleId);
  columns.message[row] = builder.numberOf('message', finding.message);
  columns.type[row] = FINDING_TYPES.indexOf(finding.type);
  columns.severity[row] = SEVERITIES.indexOf(finding.severity);
  columns.debtKind[row] = DEBT_KINDS.indexOf(finding.debtKind);
  columns.toolLevel[row] = finding.toolLevel === null ? 0 : TOOL_LEVELS.indexOf(finding.toolLevel) + 1;
  columns.startLine[row] = finding.startLine ?? 0;
  columns.startColumn[row] = finding.startColumn ?? 0;
  columns.endLine[row] = finding.endLine ?? 0;
  columns.endColumn[row] = finding.endColumn ?? 0;
  columns.isNew[row] = Number(finding.isNew);
  columns.isSuppressed[row] = Number(finding.isSuppressed);
  columns.matchedBy[row] = finding.matchedBy === null ? 0 : MATCHED_BY.indexOf(finding.matchedBy) + 1;
  columns.newBecause[row] = finding.newBecause === null ? 0 : NEW_BECAUSE.indexOf(finding.newBecause) + 1;
  columns.fingerprintHigh[row] = parseInt(finding.fingerprint.slice(0, 8), 16);
  columns.fingerprintLow[row] = parseInt(finding.fingerprint.slice(8), 16);
  const { clone, nearest, was, cwe } = finding;
  if (clone !== null || nearest !== null || was !== null || cwe.length > 0)
    builder.setExtras(row, { clone, nearest, was, cwe });
}
