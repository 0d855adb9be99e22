import type { ByteReader, ByteWriter } from '../../segments/byte-stream.js';
import type { FactsFormat, Manifest, ManifestEntry } from '../../segments/manifest.js';
import { type FeatureTable, ROW_WORDS, WORD_OF } from '../features/feature-table.js';

/** Facts on the contents of a segment that comparisons and counts need without reading it. */
export interface ContentFacts {
  /** Numbers of findings by `codeOfKind`, in ascending order of the codes. */
  readonly kinds: readonly (readonly [code: number, count: number])[];
  /** Some finding came without the text of its line. */
  readonly lacksText: boolean;
  /** Some finding is in a named scope. */
  readonly namesScopes: boolean;
  /** Of some finding with text, no declared name was looked for. */
  readonly lacksDeclarations: boolean;
  /** Some finding has copies. */
  readonly hasClones: boolean;
  /** `wordingOf` each finding on another line than the first, in ascending order: such wordings are not about whole files. */
  readonly wordings: readonly number[];
}

/** Facts on the findings of a file: those on their contents, and for each the problem that it is. */
export interface FileFacts extends ContentFacts {
  readonly issueIds: readonly number[];
  readonly firstSeenScanIds: readonly number[];
}

/** The files in which a tool found something in a scan. */
export type FindingManifest = Manifest<FileFacts>;
export type FindingFile = ManifestEntry<FileFacts>;

/** A number for the rule and the form of the message: equal for equal ones, and hardly ever for others. */
export const wordingOf = ({ words }: FeatureTable, row: number): number =>
  (words[row * ROW_WORDS + WORD_OF.rule]! ^ Math.imul(words[row * ROW_WORDS + WORD_OF.messageForm]!, 0x9e3779b1)) >>> 0;

/** @param features null where they are not known */
export function contentFacts(kinds: Iterable<number>, features: FeatureTable | null, hasClones: boolean): ContentFacts {
  const counts = new Map<number, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const has = (holds: (table: FeatureTable, row: number) => boolean): boolean => {
    for (let row = 0; row < (features?.count ?? 0); row += 1) if (holds(features!, row)) return true;
    return false;
  };
  return {
    kinds: [...counts].sort(([one], [other]) => one - other),
    lacksText: features === null || has((table, row) => !table.has(row, 'hasText')),
    namesScopes: has((table, row) => table.has(row, 'isInNamedScope')),
    lacksDeclarations: has((table, row) => table.has(row, 'hasText') && !table.has(row, 'knowsDeclaration')),
    hasClones,
    wordings: features === null ? [] : wordingsIn(features),
  };
}

function wordingsIn(features: FeatureTable): number[] {
  const wordings = new Set<number>();
  for (let row = 0; row < features.count; row += 1)
    if (features.int(row, 'startLine') !== 1) wordings.add(wordingOf(features, row));
  return [...wordings].sort((one, other) => one - other);
}

const LACKS_TEXT = 1;
const NAMES_SCOPES = 2;
const LACKS_DECLARATIONS = 4;
const HAS_CLONES = 8;

export function writeContentFacts(facts: ContentFacts, writer: ByteWriter): void {
  writer.byte(
    (facts.lacksText ? LACKS_TEXT : 0) |
      (facts.namesScopes ? NAMES_SCOPES : 0) |
      (facts.lacksDeclarations ? LACKS_DECLARATIONS : 0) |
      (facts.hasClones ? HAS_CLONES : 0),
  );
  writer.varint(facts.kinds.length);
  for (const [code, number] of facts.kinds) {
    writer.varint(code);
    writer.varint(number);
  }
  writer.varint(facts.wordings.length);
  let above = 0;
  for (const wording of facts.wordings) {
    writer.varint(wording - above);
    above = wording;
  }
}

export function readContentFacts(reader: ByteReader): ContentFacts {
  const traits = reader.byte();
  const has = (trait: number): boolean => (traits & trait) !== 0;
  const kinds: [code: number, count: number][] = [];
  for (let left = reader.varint(); left > 0; left -= 1) kinds.push([reader.varint(), reader.varint()]);
  const wordings: number[] = [];
  for (let left = reader.varint(), above = 0; left > 0; left -= 1) wordings.push((above += reader.varint()));
  return {
    ...{ kinds, wordings, lacksText: has(LACKS_TEXT), namesScopes: has(NAMES_SCOPES) },
    ...{ lacksDeclarations: has(LACKS_DECLARATIONS), hasClones: has(HAS_CLONES) },
  };
}

/** Number of findings by facts on their contents. */
export const countOf = ({ kinds }: ContentFacts): number => kinds.reduce((sum, [, count]) => sum + count, 0);

/** Ids of problems follow one another: those of a file are new together, more often than not. */
const ARE_CONSECUTIVE = 1;
/** All were first seen in one scan. */
const IS_SEEN_AT_ONCE = 2;

/** Facts as bytes: few for a file whose findings are new together. */
export const FILE_FACTS: FactsFormat<FileFacts> = {
  write(facts, writer) {
    const { issueIds, firstSeenScanIds } = facts;
    const count = issueIds.length;
    const areConsecutive = issueIds.every((id, row) => id === issueIds[0]! + row);
    const isSeenAtOnce = firstSeenScanIds.every((id) => id === firstSeenScanIds[0]);
    writeContentFacts(facts, writer);
    writer.byte((areConsecutive ? ARE_CONSECUTIVE : 0) | (isSeenAtOnce ? IS_SEEN_AT_ONCE : 0));
    writeIds(issueIds, areConsecutive ? Math.min(1, count) : count, writer);
    writeIds(firstSeenScanIds, isSeenAtOnce ? Math.min(1, count) : count, writer);
  },

  read(reader) {
    const facts = readContentFacts(reader);
    const count = countOf(facts);
    const traits = reader.byte();
    const areConsecutive = (traits & ARE_CONSECUTIVE) !== 0;
    const issueIds = readIds(areConsecutive ? Math.min(1, count) : count, reader);
    for (let row = issueIds.length; row < count; row += 1) issueIds.push(issueIds[0]! + row);
    const isSeenAtOnce = (traits & IS_SEEN_AT_ONCE) !== 0;
    const firstSeenScanIds = readIds(isSeenAtOnce ? Math.min(1, count) : count, reader);
    for (let row = firstSeenScanIds.length; row < count; row += 1) firstSeenScanIds.push(firstSeenScanIds[0]!);
    return { ...facts, issueIds, firstSeenScanIds };
  },

  /** Facts on contents are equal where the contents are. */
  isEqual: (one, other) => isSame(one.issueIds, other.issueIds) && isSame(one.firstSeenScanIds, other.firstSeenScanIds),
};

function writeIds(ids: readonly number[], count: number, writer: ByteWriter): void {
  let above = 0;
  for (let row = 0; row < count; row += 1) {
    writer.signed(ids[row]! - above);
    above = ids[row]!;
  }
}

function readIds(count: number, reader: ByteReader): number[] {
  const ids: number[] = [];
  for (let above = 0; ids.length < count;) ids.push((above += reader.signed()));
  return ids;
}

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((id, row) => id === other[row]);

/** Number of findings in a manifest. */
export const findingCount = (manifest: FindingManifest): number =>
  manifest.reduce((sum, { facts }) => sum + facts.issueIds.length, 0);
