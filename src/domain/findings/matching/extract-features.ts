import type { Finding } from '../finding.js';
import { FeatureTable, type HashField } from './features.js';
import { BEHIND, type FlaggedSource, type LineHashes, type SourceLine, SourceReader } from './flagged-source.js';
import { type Hash64, KeyedHasher } from './keyed-hash.js';
import { withoutNames, withoutNumbers, withoutPositions } from './message-form.js';
import { Recent } from './recent.js';
import { lastScopeElement } from './scope-name.js';
import { digestShapes, digestTokens, SequenceCipher } from './sequence-hash.js';
import { simhash } from './similarity.js';
import { Vocabulary } from './vocabulary.js';

/**
 * The features by which findings are recognized in later scans, a row for each finding, in their order.
 *
 * @param secret the repository's own, at least 16 bytes; features under different secrets never match
 */
export function extractFeatures(findings: readonly Finding[], secret: Uint8Array): FeatureTable {
  const hasher = new KeyedHasher(secret);
  const messages = new MessageHashes(hasher);
  const reader = new SourceReader(new Vocabulary(hasher));
  const table = FeatureTable.withRows(findings.length);
  findings.forEach((finding, row) => {
    writePlace(table, row, finding, hasher);
    writeHashes(table, row, messages.of(finding.message));
    const source = reader.read(finding);
    if (source === null) return;
    writeHashes(table, row, hashesOf(source.line));
    writeText(table, row, source);
  });
  new SequenceCipher(secret).encrypt(table, SEQUENCES);
  return table;
}

type Hashes = Readonly<Partial<Record<HashField, Hash64>>>;

function writeHashes(table: FeatureTable, row: number, hashes: Hashes): void {
  for (const field in hashes) table.setHash(row, field as HashField, hashes[field as HashField]!);
}

function writePlace(table: FeatureTable, row: number, finding: Finding, hasher: KeyedHasher): void {
  const { tool, ruleId, filePath, region, scope } = finding;
  table.setHash(row, 'rule', hasher.hash('rule', `${tool}\0${ruleId}`));
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

function writeText(table: FeatureTable, row: number, { line, split, window, from, to }: FlaggedSource): void {
  const ahead = (tokens: number): number => Math.min(to, BEHIND + tokens);
  const before = Math.max(from, BEHIND - 8);
  table.setHash(row, 'next8', digestTokens(window, BEHIND, ahead(8)));
  table.setHash(row, 'next16', digestTokens(window, BEHIND, ahead(16)));
  table.setHash(row, 'before8', digestTokens(window, before, BEHIND));
  table.setHash(row, 'after', digestTokens(window, BEHIND + 8, ahead(18)));
  table.setHash(row, 'beforeShape', digestShapes(window, before, BEHIND));
  table.setHash(row, 'afterShape', digestShapes(window, BEHIND + 8, ahead(18)));
  table.setHash(row, 'surroundings', simhash(window, from, to));
  table.setInt(row, 'tokenCount', line.tokens.length);
  table.setInt(row, 'tokensBefore', split);
  table.addTrait(row, 'hasText');
}

/** The fields that hold digests until they are encrypted. */
const SEQUENCES = [
  'line',
  'lineShape',
  'next8',
  'next16',
  'before8',
  'after',
  'beforeShape',
  'afterShape',
] as const satisfies readonly HashField[];

/** What is hashed of a whole flagged line, computed once for all findings on it. */
function hashesOf(line: SourceLine): LineHashes {
  const { tokens } = line;
  return (line.hashes ??= {
    line: digestTokens(tokens, 0, tokens.length),
    lineShape: digestShapes(tokens, 0, tokens.length),
    similarity: simhash(tokens, 0, tokens.length),
  });
}

/** Messages that are kept; most rules say the same again and again. */
const MESSAGE_MEMORY = 1 << 14;

/** What is hashed of a message, computed once for all findings that say it. */
class MessageHashes {
  private readonly known = new Recent<Hashes>(MESSAGE_MEMORY);

  constructor(private readonly hasher: KeyedHasher) {}

  of(message: string): Hashes {
    return (
      this.known.get(message) ??
      this.known.keep(message, {
        message: this.hasher.hash('message', withoutNumbers(message)),
        messageForm: this.hasher.hash('message', withoutNames(message)),
        statement: this.hasher.hash('message', withoutPositions(message)),
      })
    );
  }
}
