import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { flagged } from '../../../test/support/flagged-code.js';
import { extractFeatures } from '../findings/features/extract-features.js';
import { INT_FIELDS } from '../findings/features/feature-table.js';
import { STORED_HASHES } from '../findings/features/pack-features.js';
import { packSegment, type SegmentRow } from '../findings/segments/segment.js';
import { encodeTrace } from '../findings/trace.js';
import { withoutTexts } from './without-texts.js';

const PAGE = path.join(import.meta.dirname, '../../../docs/local.md');
/** Block of the page with the bytes. */
const BLOCK = /(?<=<!-- bytes of a segment -->\n\n```text\n)[\s\S]*?(?=```)/;

const SOURCE = 'const password = readPassword();\neval(«password»);\n';
const MESSAGE = 'eval can run what Alice typed';

const FINDING: SegmentRow = {
  ...{ toolLevel: 'error', type: 'security', severity: 'high', debtKind: 'other', isSuppressed: false },
  ...{ ruleId: 'no-eval', message: MESSAGE, fingerprint: '0123456789abcdef', clone: null },
  region: { startLine: 2, startColumn: 6, endLine: 2, endColumn: 14 },
  trace: encodeTrace({ related: [{ filePath: 'src/a.js', line: 1, message: MESSAGE }], flows: [] }),
};
const FEATURES = extractFeatures(flagged(SOURCE), new Uint8Array(32).fill(7));

/** The one segment of a repository with one finding, as its pack has it. */
const segment = withoutTexts(packSegment([FINDING], FEATURES));

/** Each byte with its meaning; fields of one finding follow each other as `packSegment` writes them. */
function describeBytes(bytes: Uint8Array): string {
  let at = 0;
  const lines: string[] = [];
  const take = (count: number, meaning: string): Uint8Array => {
    const part = bytes.subarray(at, at + count);
    lines.push(`${String(at).padStart(4)}  ${Buffer.from(part).toString('hex').padEnd(18)}  ${meaning}`);
    at += count;
    return part;
  };
  /** Seven bits a byte, the last without the eighth. */
  const varint = (meaning: string): number => {
    const length = bytes.subarray(at).findIndex((byte) => byte < 0x80) + 1;
    return take(length, meaning).reduce((sum, byte, index) => sum + (byte & 0x7f) * 128 ** index, 0);
  };
  take(1, 'version of segments');
  varint('findings');
  take(1, '0: details are not deflated');
  varint('bytes of details');
  varint('kind: type, severity and level in bits');
  varint('rules');
  const letters = varint('letters of the rule');
  take(letters, `rule: ${Buffer.from(bytes.subarray(at, at + letters)).toString()}`);
  varint('number of its rule');
  varint('first line, twice');
  varint('first column');
  varint('lines to the last one, and 1');
  varint('last column');
  varint('bytes of the message: none');
  take(8, 'in place of the fingerprint');
  varint('copies: none');
  take(1, 'version of features');
  for (const field of STORED_HASHES) {
    varint('0: hashes in full');
    take(8, `keyed hash: ${field}`);
  }
  for (const field of INT_FIELDS) varint(field);
  varint('0: names that lines declare, in full');
  while (at < bytes.length - 4) take(8, 'keyed hash: declaration');
  take(4, 'CRC-32 of all before');
  return `${lines.join('\n')}\n`;
}

describe('the bytes of a pack', () => {
  it('are as the page shows them', () => {
    const shown = describeBytes(segment);
    const page = readFileSync(PAGE, 'utf8');
    if (process.env.UPDATE_DOCS)
      writeFileSync(
        PAGE,
        page.replace(BLOCK, () => shown),
      );
    expect(BLOCK.exec(readFileSync(PAGE, 'utf8'))?.[0]).toBe(shown);
  });

  it('hold no message, name of a person or line of source', () => {
    const text = Buffer.from(segment).toString('latin1');
    expect(text).toContain('no-eval');
    for (const word of [...MESSAGE.split(' '), ...SOURCE.split(/\W+/), '0123456789abcdef', 'src/a.js'])
      if (word !== '' && word !== 'eval') expect([word, text.includes(word)]).toEqual([word, false]);
  });
});
