import { hash } from 'node:crypto';
import { type Address, ADDRESS_BYTES, addressOf } from '../../segments/manifest.js';
import { FEATURES_VERSION } from '../features/pack-features.js';
import type { Finding } from '../finding.js';
import { encodeTrace } from '../trace.js';

const DIGEST_BYTES = ADDRESS_BYTES;
const SEPARATOR = '\0';
/** Written for what a tool did not say; no text contains it. */
const MISSING = '\u0001';

/** Digests findings, all that is stored of them and all that they are recognized by, under the repository's secret. */
export class FindingDigester {
  private readonly key: string;

  /** @param secret the repository's own: plain digests of short lines can be guessed */
  constructor(secret: Uint8Array) {
    this.key = `${Buffer.from(secret).toString('base64')}${SEPARATOR}${FEATURES_VERSION}`;
  }

  /** 16 bytes for each finding, in their order. */
  digest(findings: readonly Finding[]): Uint8Array<ArrayBuffer> {
    const digests = Buffer.from(new ArrayBuffer(findings.length * DIGEST_BYTES));
    findings.forEach((finding, row) => {
      // 'binary' makes one character of each byte: cheaper than a buffer of so few.
      const whole = hash('sha256', this.textOf(finding), 'binary');
      digests.write(whole, row * DIGEST_BYTES, DIGEST_BYTES, 'binary');
    });
    return digests;
  }

  private textOf(finding: Finding): string {
    const { ruleId, type, severity, debtKind, message, region, snippet, context, scope, isSuppressed, clone, cwe } =
      finding;
    const { toolLevel } = finding;
    const { directive, trace, reportedMessage } = finding;
    return [
      this.key,
      ruleId,
      type,
      severity,
      debtKind,
      message,
      region.startLine,
      region.startColumn,
      region.endLine,
      region.endColumn,
      snippet ?? MISSING,
      context?.startLine,
      context?.text ?? MISSING,
      scope ?? MISSING,
      isSuppressed,
      toolLevel ?? MISSING,
      clone === undefined ? MISSING : JSON.stringify(clone),
      ...(cwe ?? []),
      ...(directive === undefined ? [] : [directive.reach, directive.endLine, ...directive.rules]),
      ...(trace === undefined ? [] : [encodeTrace(trace)]),
      ...(reportedMessage === undefined ? [] : [reportedMessage]),
    ].join(SEPARATOR);
  }
}

/**
 * Address of the findings that a tool reports in a file, in whatever order it reports them.
 *
 * @param digests of the findings, as `FindingDigester` makes them
 */
export function addressOfFindings(tool: string, path: string, digests: Uint8Array): Address {
  const all = Buffer.from(digests.buffer, digests.byteOffset, digests.length).toString('binary');
  // Characters of 'binary' sort as their bytes do.
  const sorted = Array.from({ length: all.length / DIGEST_BYTES }, (_, row) =>
    all.slice(row * DIGEST_BYTES, (row + 1) * DIGEST_BYTES),
  ).sort();
  const name = Buffer.from(`${tool}${SEPARATOR}${path}${SEPARATOR}`);
  return addressOf(Buffer.concat([name, Buffer.from(sorted.join(''), 'binary')]));
}
