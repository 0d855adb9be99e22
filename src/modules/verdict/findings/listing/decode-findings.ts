import { isSecretRule } from '../../../../domain/findings/classify/classify.js';
import { TOOL_LEVELS } from '../../../../domain/findings/finding.js';
import { type FindingColumns, FindingColumnsBuilder } from '../../../../domain/findings/listing/finding-columns.js';
import { blankMessage } from '../../../../domain/findings/secrets/blank-text.js';
import { isSuppressedKind, placesOfKind, toolLevelOf } from '../../../../domain/findings/segments/kinds.js';
import {
  isNewState,
  isSuppressedOnBaseState,
  matchedByNumber,
  newBecauseNumber,
} from '../../../../domain/findings/segments/row-states.js';
import { messageAt, Segment, type SegmentDetails } from '../../../../domain/findings/segments/segment.js';
import type { RowNotes } from '../../../../domain/scanned/scan-findings.js';
import type { Address } from '../../../../domain/segments/manifest.js';
import type { CopyRows } from '../../../../platform/database/tuple-reader.js';
import { readSegments } from '../tracking/tracking.tasks.js';

/** A tool's findings in a scan but for their contents, in few pieces: so they cross to a thread in no time. */
export interface ToolColumns {
  readonly tool: string;
  readonly paths: readonly string[];
  readonly addresses: readonly Address[];
  /** Of all files, one after the other. */
  readonly issueIds: Float64Array<ArrayBuffer>;
  readonly firstSeenScanIds: Float64Array<ArrayBuffer>;
  readonly states: Uint16Array;
  readonly notes: RowNotes;
}

/** A scan's findings as they are stored. */
export interface StoredColumns {
  readonly tools: readonly ToolColumns[];
  /** Contents of the files, as `copySegments` answers them. */
  readonly segments: CopyRows;
}

/** The findings of all tools as columns, without owners. */
export function decodeFindings({ tools, segments }: StoredColumns): FindingColumns {
  const contents = readSegments(segments);
  const builder = new FindingColumnsBuilder();
  for (const tool of tools) {
    let start = 0;
    tool.addresses.forEach((address, file) => {
      const details = Segment.open(contents.get(address)!).details();
      addFile(builder, tool, tool.paths[file]!, details, start);
      start += details.count;
    });
  }
  return builder.finish();
}

/** @param start row of the file's first finding among those of the tool */
function addFile(
  builder: FindingColumnsBuilder,
  { tool, issueIds, firstSeenScanIds, states, notes }: ToolColumns,
  path: string,
  details: SegmentDetails,
  start: number,
): void {
  const first = builder.addFile(tool, path, details.count);
  const { columns } = builder;
  const rules = details.ruleIds.map((ruleId) => builder.numberOf('rule', ruleId));
  // Rows that an earlier version stored may quote secrets.
  const areSecret = details.ruleIds.map((ruleId) => isSecretRule(tool, ruleId));
  const fingerprints = new DataView(details.fingerprints.buffer, details.fingerprints.byteOffset);
  for (let at = 0; at < details.count; at += 1) {
    const row = first + at;
    const state = states[start + at]!;
    const kind = details.kinds[at]!;
    const places = placesOfKind(kind);
    columns.issueId[row] = issueIds[start + at]!;
    columns.firstSeenScanId[row] = firstSeenScanIds[start + at]!;
    columns.rule[row] = rules[details.rules[at]!]!;
    columns.message[row] = builder.numberOf(
      'message',
      blankMessage(messageAt(details, at), areSecret[details.rules[at]!]!),
    );
    columns.type[row] = places.type;
    columns.severity[row] = places.severity;
    columns.debtKind[row] = places.debtKind;
    columns.toolLevel[row] = TOOL_LEVELS.indexOf(toolLevelOf(kind)!) + 1;
    columns.startLine[row] = details.startLines[at]!;
    columns.startColumn[row] = details.startColumns[at]!;
    columns.endLine[row] = details.endLines[at]!;
    columns.endColumn[row] = details.endColumns[at]!;
    columns.isNew[row] = Number(isNewState(state));
    columns.isSuppressed[row] = Number(isSuppressedKind(kind) || isSuppressedOnBaseState(state));
    columns.matchedBy[row] = matchedByNumber(state);
    columns.newBecause[row] = newBecauseNumber(state);
    columns.fingerprintHigh[row] = fingerprints.getUint32(8 * at);
    columns.fingerprintLow[row] = fingerprints.getUint32(8 * at + 4);
  }
  addExtras(builder, first, details, start, notes, (at) => areSecret[details.rules[at]!]!);
}

/** Facts that few findings have; a clone may be reported at another of its copies than its tool chose. */
function addExtras(
  builder: FindingColumnsBuilder,
  first: number,
  { count, clones, weaknesses, directives }: SegmentDetails,
  start: number,
  { explanations = {}, places = {}, markLines = {} }: RowNotes,
  isSecret: (at: number) => boolean,
): void {
  const noted = Object.keys(explanations).length + Object.keys(markLines).length;
  if (clones.size + weaknesses.size + directives.size + noted === 0) return;
  const { columns } = builder;
  for (let at = 0; at < count; at += 1) {
    const explanation = explanations[start + at];
    const clone = clones.get(at);
    const cwe = weaknesses.get(at);
    const directive = directives.get(at);
    const markLine = markLines[start + at];
    if ([explanation, clone, cwe, directive, markLine].some((extra) => extra !== undefined))
      builder.setExtras(first + at, {
        ...explanation,
        ...(explanation?.was && { was: withBlankMessage(explanation.was, isSecret(at)) }),
        ...(clone && { clone }),
        ...(cwe && { cwe }),
        ...(directive && { directive }),
        ...(markLine !== undefined && { markLine }),
      });
    const place = places[start + at];
    if (place === undefined) continue;
    columns.path[first + at] = builder.numberOf('path', place.filePath);
    columns.message[first + at] = builder.numberOf('message', place.message);
    columns.startLine[first + at] = place.startLine;
    columns.endLine[first + at] = place.endLine;
    columns.startColumn[first + at] = 0;
    columns.endColumn[first + at] = 0;
  }
}

const withBlankMessage = <Was extends { readonly message: string }>(was: Was, isSecret: boolean): Was => ({
  ...was,
  message: blankMessage(was.message, isSecret),
});
