import type { IssueId, ScanId } from '../../ids.js';
import { splitOwners } from '../../owners/owners-of-paths.js';
import { textReader } from '../../segments/byte-texts.js';
import type { StoredClone } from '../clones/stored-clone.js';
import { type Directive, splitRuleId } from '../directive.js';
import {
  DEBT_KINDS,
  type DebtKind,
  FINDING_TYPES,
  type FindingType,
  type Region,
  SEVERITIES,
  type Severity,
  TOOL_LEVELS,
  type ToolLevel,
} from '../finding.js';
import { MATCHED_BY, type MatchedBy } from '../matching/matched-by.js';
import { NEW_BECAUSE, type NewBecause } from '../tracking/newness.js';
import { extrasAt, type FindingColumns, type FormerFinding, type StoredNearest } from './finding-columns.js';

/** A finding as it is listed and exported, without the mark of its problem. */
export interface ListedFinding extends Region {
  readonly issueId: IssueId;
  readonly firstSeenScanId: ScanId;
  readonly tool: string;
  readonly ruleId: string;
  readonly type: FindingType;
  readonly severity: Severity;
  readonly debtKind: DebtKind;
  readonly filePath: string | null;
  /** Owners of the file. */
  readonly owners: readonly string[];
  readonly message: string;
  /** 16 hex digits. */
  readonly fingerprint: string;
  readonly isNew: boolean;
  readonly isSuppressed: boolean;
  readonly toolLevel: ToolLevel | null;
  readonly matchedBy: MatchedBy | null;
  readonly newBecause: NewBecause | null;
  readonly nearest: StoredNearest | null;
  readonly was: FormerFinding | null;
  /** Places of a duplicated text; else null. */
  readonly clone: StoredClone | null;
  /** Its line, where its problem was marked on another one (`markedLineOf`). */
  readonly markLine?: string | undefined;
  /** Numbers of the weaknesses (CWE) that the tool names. */
  readonly cwe: readonly number[];
  /** Extent of a suppression; null for a problem. */
  readonly directive: Directive | null;
}

/** Reads findings by their row. */
export function findingReader(columns: FindingColumns): (row: number) => ListedFinding {
  const { tool, rule, path, message } = columns.dictionaries;
  const toolOf = textReader(tool);
  const ruleOf = textReader(rule);
  const pathOf = textReader(path);
  const messageOf = textReader(message);
  const ownersOf = textReader(columns.owners);
  return (row) => {
    const { clone = null, nearest = null, was = null, cwe = [], directive, markLine } = extrasAt(columns, row);
    const ruleId = ruleOf(columns.rule[row]!);
    return {
      issueId: columns.issueId[row]! as IssueId,
      firstSeenScanId: columns.firstSeenScanId[row]! as ScanId,
      tool: toolOf(columns.tool[row]!),
      ruleId,
      type: FINDING_TYPES[columns.type[row]!]!,
      severity: SEVERITIES[columns.severity[row]!]!,
      debtKind: DEBT_KINDS[columns.debtKind[row]!]!,
      filePath: pathOf(columns.path[row]!) || null,
      owners: splitOwners(ownersOf(columns.ownersOfPath[columns.path[row]!]!)),
      startLine: columns.startLine[row]! || null,
      startColumn: columns.startColumn[row]! || null,
      endLine: columns.endLine[row]! || null,
      endColumn: columns.endColumn[row]! || null,
      message: messageOf(columns.message[row]!),
      fingerprint: hexOf(columns.fingerprintHigh[row]!) + hexOf(columns.fingerprintLow[row]!),
      isNew: columns.isNew[row] === 1,
      isSuppressed: columns.isSuppressed[row] === 1,
      toolLevel: TOOL_LEVELS[columns.toolLevel[row]! - 1] ?? null,
      matchedBy: MATCHED_BY[columns.matchedBy[row]! - 1] ?? null,
      newBecause: NEW_BECAUSE[columns.newBecause[row]! - 1] ?? null,
      nearest,
      was,
      clone,
      cwe,
      ...(markLine !== undefined && { markLine }),
      directive: directive ? { ...splitRuleId(ruleId), ...directive } : null,
    };
  };
}

const hexOf = (word: number): string => word.toString(16).padStart(8, '0');
