import { encodeClone } from '../findings/clones/stored-clone.js';
import type { Directive } from '../findings/directive.js';
import { FeatureExtractor } from '../findings/features/extract-features.js';
import type { FeatureTable } from '../findings/features/feature-table.js';
import { hexOf, KeyedHasher } from '../findings/features/keyed-hash.js';
import type { Finding } from '../findings/finding.js';
import { fingerprint } from '../findings/fingerprint.js';
import { addressOfFindings, FindingDigester } from '../findings/segments/address.js';
import { type ContentFacts, contentFacts } from '../findings/segments/file-facts.js';
import { codeOfKind, type FindingKind } from '../findings/segments/kinds.js';
import { packSegment, type SegmentDirective, type SegmentRow } from '../findings/segments/segment.js';
import { encodeTrace } from '../findings/trace.js';
import type { Address } from '../segments/manifest.js';

/** The message of a pair, without its size and place: a clone that shrinks or gets another copy stays what it is. */
const CLONE_MESSAGE = 'Duplicated block of 0 lines, also at Q';

/** The message of a directive, which is its reason: one that gets another reason stays what it is. */
const DIRECTIVE_MESSAGE = 'Directive';

/** A finding as it is recognized by. */
function asMatched(finding: Finding): Finding {
  if (finding.clone !== undefined) return { ...finding, message: CLONE_MESSAGE, reportedMessage: undefined };
  return finding.directive === undefined ? finding : { ...finding, message: DIRECTIVE_MESSAGE };
}

/** A file's findings as a segment, with facts on them. */
export interface PackedContent {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly facts: ContentFacts;
}

/** Findings of one tool in one file. */
export interface PackedFile {
  readonly path: string;
  readonly address: Address;
  readonly count: number;
  /** 16 bytes for each finding, which tell it from others. */
  readonly digests: Uint8Array;
  /** Null for contents that are stored already. */
  readonly packed: PackedContent | null;
}

/** Packs findings file by file. */
export class FindingPacker {
  private readonly extractor: FeatureExtractor;
  private readonly hasher: KeyedHasher;
  private readonly digester: FindingDigester;

  constructor(
    secret: Uint8Array,
    private readonly stored: ReadonlySet<Address>,
  ) {
    this.extractor = new FeatureExtractor(secret);
    this.hasher = new KeyedHasher(secret);
    this.digester = new FindingDigester(secret);
  }

  /** The findings of a tool, in the order in which their files are named first. */
  pack(tool: string, findings: readonly Finding[]): PackedFile[] {
    const files = byPath(findings).map((file) => {
      const digests = this.digester.digest(file.findings);
      const address = addressOfFindings(tool, file.path, digests);
      return { ...file, digests, address, isStored: this.stored.has(address) };
    });
    const toPack = files.flatMap((file) => (file.isStored ? [] : file.findings));
    const features = this.extractor.extract(toPack.map(asMatched));
    let row = 0;
    return files.map(({ path, findings: ofFile, digests, address, isStored }) => {
      const packed = isStored ? null : this.packFile(ofFile, features.slice(row, row + ofFile.length));
      if (packed !== null) row += ofFile.length;
      return { path, address, count: ofFile.length, digests, packed };
    });
  }

  private packFile(findings: readonly Finding[], features: FeatureTable): PackedContent {
    const hasClones = findings.some(({ clone }) => clone !== undefined);
    return {
      content: packSegment(findings.map(this.toRow), features),
      facts: contentFacts(findings.map(codeOfKind), features, hasClones),
    };
  }

  private readonly toRow = (finding: Finding): SegmentRow => ({
    ruleId: finding.ruleId,
    type: finding.type,
    severity: finding.severity,
    debtKind: finding.debtKind,
    isSuppressed: finding.isSuppressed,
    toolLevel: finding.toolLevel,
    region: finding.region,
    message: finding.message,
    fingerprint: fingerprint(finding),
    clone: finding.clone === undefined ? null : encodeClone(finding.clone, this.hashOf),
    cwe: finding.cwe,
    elsewhere: finding.elsewhere && { ...kindOfFinding(finding), ...finding.elsewhere },
    directive: finding.directive && toSegmentDirective(finding.directive),
    trace: finding.trace && encodeTrace(finding.trace),
  });

  private readonly hashOf = (text: string): string => hexOf(this.hasher.hash('token', `clone\0${text}`));
}

const kindOfFinding = ({ type, severity, debtKind, isSuppressed }: Finding): FindingKind => ({
  type,
  severity,
  debtKind,
  isSuppressed,
});

const toSegmentDirective = ({ rules, reach, endLine }: Directive): SegmentDirective => ({ rules, reach, endLine });

interface FindingsOfFile {
  readonly path: string;
  readonly findings: Finding[];
}

function byPath(findings: readonly Finding[]): FindingsOfFile[] {
  const files = new Map<string, FindingsOfFile>();
  for (const finding of findings) {
    const path = finding.filePath ?? '';
    const file = files.get(path);
    if (file) file.findings.push(finding);
    else files.set(path, { path, findings: [finding] });
  }
  return [...files.values()];
}
