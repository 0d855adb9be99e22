import type { Finding } from '../finding.js';
import { FeatureTable } from './features.js';
import { SourceReader } from './flagged-source.js';
import { KeyedHasher, NO_HASH } from './keyed-hash.js';
import { withoutNames, withoutNumbers, withoutPositions } from './message-form.js';
import { lastScopeElement } from './scope-name.js';
import { simhash } from './similarity.js';
import { shapeOf } from './tokenize.js';

/**
 * The features by which findings are recognized in later scans, a row for each finding, in their order.
 *
 * @param secret the repository's own, at least 16 bytes; features under different secrets never match
 */
export function extractFeatures(findings: readonly Finding[], secret: Uint8Array): FeatureTable {
  const hasher = new KeyedHasher(secret);
  const reader = new SourceReader();
  const table = FeatureTable.withRows(findings.length);
  findings.forEach((finding, row) => {
    describePlace(finding, table, row, hasher);
    describeMessage(finding, table, row, hasher);
    describeText(finding, table, row, hasher, reader);
  });
  return table;
}

function describePlace(finding: Finding, table: FeatureTable, row: number, hasher: KeyedHasher): void {
  const { filePath, region, scope } = finding;
  if (filePath !== null) {
    table.setHash(row, 'path', hasher.hash('path', filePath));
    table.setHash(row, 'baseName', hasher.hash('path', filePath.slice(filePath.lastIndexOf('/') + 1)));
  }
  if (scope !== null && scope !== '') {
    table.setHash(row, 'scope', hasher.hash('scope', scope));
    table.setHash(row, 'scopeName', hasher.hash('scope', lastScopeElement(scope)));
    table.addTrait(row, 'isInNamedScope');
  }
  table.setInt(row, 'startLine', region.startLine ?? 0);
  table.setInt(row, 'startColumn', region.startColumn ?? 0);
  table.setInt(row, 'extent', Math.max(0, (region.endLine ?? 0) - (region.startLine ?? 0)));
  table.setInt(row, 'endColumn', region.endColumn ?? 0);
}

function describeMessage(finding: Finding, table: FeatureTable, row: number, hasher: KeyedHasher): void {
  table.setHash(row, 'rule', hasher.hash('rule', `${finding.tool}\0${finding.ruleId}`));
  table.setHash(row, 'statement', hasher.hash('message', withoutPositions(finding.message)));
  table.setHash(row, 'message', hasher.hash('message', withoutNumbers(finding.message)));
  table.setHash(row, 'messageForm', hasher.hash('message', withoutNames(finding.message)));
}

function describeText(
  finding: Finding,
  table: FeatureTable,
  row: number,
  hasher: KeyedHasher,
  reader: SourceReader,
): void {
  const source = reader.read(finding);
  if (source === null) return;
  const { line, split, ahead, behind } = source;
  const next16 = ahead.slice(0, 16);
  const after = ahead.slice(8, 18);
  const before = behind.slice(-8);
  const hash = (tokens: readonly string[]) => (tokens.length === 0 ? NO_HASH : hasher.hash('tokens', tokens.join(' ')));

  table.setHash(row, 'line', hash(line));
  table.setHash(row, 'next8', hash(ahead.slice(0, 8)));
  table.setHash(row, 'next16', hash(next16));
  table.setHash(row, 'before8', hash(before));
  table.setHash(row, 'after', hash(after));
  table.setHash(row, 'lineShape', hash(line.map(shapeOf)));
  table.setHash(row, 'beforeShape', hash(before.map(shapeOf)));
  table.setHash(row, 'afterShape', hash(after.map(shapeOf)));
  table.setHash(row, 'similarity', simhash(line, hasher));
  table.setHash(row, 'surroundings', simhash([...behind, ...ahead], hasher));
  table.setInt(row, 'tokenCount', line.length);
  table.setInt(row, 'tokensBefore', split);
  table.addTrait(row, 'hasText');
}
