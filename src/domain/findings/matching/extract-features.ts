import type { Finding } from '../finding.js';
import { FeatureTable, type HashField } from './features.js';
import { BEHIND, type FlaggedSource, SourceReader } from './flagged-source.js';
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
  return new FeatureExtractor(secret).extract(findings);
}

/** Extracts the features of findings portion by portion; what was hashed for one portion serves the next. */
export class FeatureExtractor {
  private readonly hasher: KeyedHasher;
  private readonly paths: Remembered<HashedPath>;
  private readonly scopes: Remembered<HashedPath>;
  private readonly messages: Remembered<HashedMessage>;
  private readonly vocabulary: Vocabulary;
  private readonly reader: SourceReader;
  private readonly cipher: SequenceCipher;

  /** @param secret the repository's own, at least 16 bytes; features under different secrets never match */
  constructor(secret: Uint8Array) {
    const hasher = new KeyedHasher(secret);
    this.hasher = hasher;
    this.paths = new Remembered((path) => ({
      whole: hasher.hash('path', path),
      last: hasher.hash('path', path.slice(path.lastIndexOf('/') + 1)),
    }));
    this.scopes = new Remembered((scope) => ({
      whole: hasher.hash('scope', scope),
      last: hasher.hash('scope', lastScopeElement(scope)),
    }));
    this.messages = new Remembered((message) => ({
      message: hasher.hash('message', withoutNumbers(message)),
      messageForm: hasher.hash('message', withoutNames(message)),
      statement: hasher.hash('message', withoutPositions(message)),
    }));
    this.vocabulary = new Vocabulary(hasher);
    this.reader = new SourceReader(this.vocabulary);
    this.cipher = new SequenceCipher(secret);
  }

  /** A row for each finding, in their order. */
  extract(findings: readonly Finding[]): FeatureTable {
    const table = FeatureTable.withRows(findings.length);
    findings.forEach((finding, row) => {
      this.writePlace(table, row, finding);
      this.writeMessage(table, row, finding.message);
      const source = this.reader.read(finding);
      if (source !== null) this.writeText(table, row, source);
    });
    this.cipher.encrypt(table, SEQUENCES);
    return table;
  }

  private writePlace(table: FeatureTable, row: number, finding: Finding): void {
    const { tool, ruleId, filePath, region, scope } = finding;
    table.setHash(row, 'rule', this.hasher.hash('rule', `${tool}\0${ruleId}`));
    if (filePath !== null) {
      const { whole, last } = this.paths.of(filePath);
      table.setHash(row, 'path', whole);
      table.setHash(row, 'baseName', last);
    }
    if (scope !== null && scope !== '') {
      const { whole, last } = this.scopes.of(scope);
      table.setHash(row, 'scope', whole);
      table.setHash(row, 'scopeName', last);
      table.addTrait(row, 'isInNamedScope');
    }
    table.setInt(row, 'startLine', region.startLine ?? 0);
    table.setInt(row, 'startColumn', region.startColumn ?? 0);
    table.setInt(row, 'extent', Math.max(0, (region.endLine ?? 0) - (region.startLine ?? 0)));
    table.setInt(row, 'endColumn', region.endColumn ?? 0);
  }

  private writeMessage(table: FeatureTable, row: number, text: string): void {
    const { message, messageForm, statement } = this.messages.of(text);
    table.setHash(row, 'message', message);
    table.setHash(row, 'messageForm', messageForm);
    table.setHash(row, 'statement', statement);
  }

  private writeText(table: FeatureTable, row: number, { line, split, window, from, to }: FlaggedSource): void {
    const { vocabulary } = this;
    const ahead = (tokens: number): number => Math.min(to, BEHIND + tokens);
    const before = Math.max(from, BEHIND - 8);
    table.setHash(row, 'line', digestTokens(vocabulary, line.numbers, 0, line.length));
    table.setHash(row, 'lineShape', digestShapes(vocabulary, line.numbers, 0, line.length));
    table.setHash(row, 'similarity', simhash(vocabulary, line.numbers, 0, line.length));
    table.setHash(row, 'next8', digestTokens(vocabulary, window, BEHIND, ahead(8)));
    table.setHash(row, 'next16', digestTokens(vocabulary, window, BEHIND, ahead(16)));
    table.setHash(row, 'before8', digestTokens(vocabulary, window, before, BEHIND));
    table.setHash(row, 'after', digestTokens(vocabulary, window, BEHIND + 8, ahead(18)));
    table.setHash(row, 'beforeShape', digestShapes(vocabulary, window, before, BEHIND));
    table.setHash(row, 'afterShape', digestShapes(vocabulary, window, BEHIND + 8, ahead(18)));
    table.setHash(row, 'surroundings', simhash(vocabulary, window, from, to));
    table.setInt(row, 'tokenCount', line.length);
    table.setInt(row, 'tokensBefore', split);
    table.addTrait(row, 'hasText');
  }
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

/** Of a path of names, its hash and that of its last name. */
type HashedPath = Readonly<Record<'whole' | 'last', Hash64>>;

type HashedMessage = Readonly<Record<'message' | 'messageForm' | 'statement', Hash64>>;

/** Texts that are kept of a kind; most are said again and again. */
const MEMORY = 1 << 14;

/** What is hashed of a text, computed once for the findings that share it. */
class Remembered<Hashes> {
  private readonly known = new Recent<Hashes>(MEMORY);
  /** Neighbours are often alike. */
  private last: { readonly text: string; readonly hashes: Hashes } | null = null;

  constructor(private readonly hashesOf: (text: string) => Hashes) {}

  of(text: string): Hashes {
    if (this.last?.text === text) return this.last.hashes;
    const hashes = this.known.get(text) ?? this.known.keep(text, this.hashesOf(text));
    this.last = { text, hashes };
    return hashes;
  }
}
