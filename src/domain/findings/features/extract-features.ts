import type { Finding } from '../finding.js';
import { judgesFile, judgesScope } from '../judges-scope.js';
import { recognizedRuleOf } from '../secrets/secret-mark.js';
import { FeatureTable, type HashField, WORD_OF } from './feature-table.js';
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

/** Extracts the features of findings portion by portion; hashes of one portion are reused for the next. */
export class FeatureExtractor {
  private readonly hasher: KeyedHasher;
  /** Hashes of the rules of the tool whose findings are read. */
  private rules: { readonly tool: string; readonly hashes: Remembered<Hash64> } | null = null;
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
      whole: hasher.compute('path', path),
      last: hasher.hash('path', path.slice(path.lastIndexOf('/') + 1)),
    }));
    this.scopes = new Remembered((scope) => ({
      whole: hasher.compute('scope', scope),
      last: hasher.hash('scope', lastScopeElement(scope)),
    }));
    this.messages = new Remembered(
      (message) => ({
        message: hasher.hash('message', withoutNumbers(message)),
        messageForm: hasher.hash('message', withoutNames(message)),
        statement: hasher.hash('message', withoutPositions(message)),
      }),
      FAR,
    );
    this.vocabulary = new Vocabulary(hasher);
    this.reader = new SourceReader(this.vocabulary);
    this.cipher = new SequenceCipher(secret);
  }

  /** A row for each finding, in their order. */
  extract(findings: readonly Finding[]): FeatureTable {
    const table = FeatureTable.withRows(findings.length);
    findings.forEach((finding, row) => {
      this.writePlace(table, row, finding);
      this.writeMessage(table, row, finding.reportedMessage ?? finding.message);
      const source = this.reader.read(finding);
      if (source !== null) this.writeText(table, row, source);
    });
    this.cipher.encrypt(table, SEQUENCES);
    return table;
  }

  private writePlace(table: FeatureTable, row: number, finding: Finding): void {
    const { tool, filePath, region, scope } = finding;
    table.setWords(row, WORD_OF.rule, this.rulesOf(tool).of(recognizedRuleOf(finding)));
    if (judgesScope(finding)) table.addTrait(row, 'judgesScope');
    if (judgesFile(finding)) table.addTrait(row, 'judgesFile');
    if (filePath !== null) {
      const { whole, last } = this.paths.of(filePath);
      table.setWords(row, WORD_OF.path, whole);
      table.setWords(row, WORD_OF.baseName, last);
    }
    if (scope !== null && scope !== '') {
      const { whole, last } = this.scopes.of(scope);
      table.setWords(row, WORD_OF.scope, whole);
      table.setWords(row, WORD_OF.scopeName, last);
      table.addTrait(row, 'isInNamedScope');
    }
    table.setInt(row, 'startLine', region.startLine ?? 0);
    table.setInt(row, 'startColumn', region.startColumn ?? 0);
    table.setInt(row, 'extent', Math.max(0, (region.endLine ?? 0) - (region.startLine ?? 0)));
    table.setInt(row, 'endColumn', region.endColumn ?? 0);
  }

  private rulesOf(tool: string): Remembered<Hash64> {
    if (this.rules?.tool !== tool)
      this.rules = { tool, hashes: new Remembered((ruleId) => this.hasher.compute('rule', `${tool}\0${ruleId}`)) };
    return this.rules.hashes;
  }

  private writeMessage(table: FeatureTable, row: number, text: string): void {
    const { message, messageForm, statement } = this.messages.of(text);
    table.setWords(row, WORD_OF.message, message);
    table.setWords(row, WORD_OF.messageForm, messageForm);
    table.setWords(row, WORD_OF.statement, statement);
  }

  private writeText(
    table: FeatureTable,
    row: number,
    { line, split, window, from, to, declared }: FlaggedSource,
  ): void {
    const { vocabulary } = this;
    const ahead = (tokens: number): number => Math.min(to, BEHIND + tokens);
    const before = Math.max(from, BEHIND - 8);
    table.setWords(row, WORD_OF.line, digestTokens(vocabulary, line.numbers, 0, line.length));
    table.setWords(row, WORD_OF.lineShape, digestShapes(vocabulary, line.numbers, 0, line.length));
    table.setWords(row, WORD_OF.similarity, simhash(vocabulary, line.numbers, 0, line.length));
    table.setWords(row, WORD_OF.next8, digestTokens(vocabulary, window, BEHIND, ahead(8)));
    table.setWords(row, WORD_OF.next16, digestTokens(vocabulary, window, BEHIND, ahead(16)));
    table.setWords(row, WORD_OF.before8, digestTokens(vocabulary, window, before, BEHIND));
    table.setWords(row, WORD_OF.after, digestTokens(vocabulary, window, BEHIND + 8, ahead(18)));
    table.setWords(row, WORD_OF.beforeShape, digestShapes(vocabulary, window, before, BEHIND));
    table.setWords(row, WORD_OF.afterShape, digestShapes(vocabulary, window, BEHIND + 8, ahead(18)));
    table.setWords(row, WORD_OF.surroundings, simhash(vocabulary, window, from, to));
    table.setInt(row, 'tokenCount', line.length);
    table.setInt(row, 'tokensBefore', split);
    table.addTrait(row, 'hasText');
    table.addTrait(row, 'knowsDeclaration');
    if (declared === null) return;
    table.addTrait(row, 'isDeclaration');
    table.setWords(row, WORD_OF.declaration, this.hasher.hash('scope', declared));
  }
}

/** The fields that contain digests until they are encrypted. */
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

/** Hashes of a path of names and of its last name. */
type HashedPath = Readonly<Record<'whole' | 'last', Hash64>>;

type HashedMessage = Readonly<Record<'message' | 'messageForm' | 'statement', Hash64>>;

/**
 * Number of paths and scopes that are cached: they come file by file. Of messages, which rules repeat, there are more.
 */
const NEAR = 1 << 10;
const FAR = 1 << 14;

/** Hashes by text, computed once for the findings that share it. */
class Remembered<Hashes> {
  private readonly known: Recent<Hashes>;
  /** Neighbours are often alike. */
  private last: { readonly text: string; readonly hashes: Hashes } | null = null;

  constructor(
    private readonly hashesOf: (text: string) => Hashes,
    memory = NEAR,
  ) {
    this.known = new Recent<Hashes>(memory);
  }

  of(text: string): Hashes {
    if (this.last?.text === text) return this.last.hashes;
    const hashes = this.known.get(text) ?? this.known.keep(text, this.hashesOf(text));
    this.last = { text, hashes };
    return hashes;
  }
}
