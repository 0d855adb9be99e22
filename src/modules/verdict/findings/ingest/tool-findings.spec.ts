import { segmentsOf } from '../../../../../test/support/packed-findings.js';
import { extractFeatures } from '../../../../domain/findings/features/extract-features.js';
import type { FeatureTable } from '../../../../domain/findings/features/feature-table.js';
import type { Finding } from '../../../../domain/findings/finding.js';
import { matchFindings } from '../../../../domain/findings/matching/match-findings.js';
import { featuresOf as readFeatures } from '../../../../domain/findings/segments/segment.js';
import { toToolFindings } from './tool-findings.js';

const SECRET = new Uint8Array(32).fill(7);
const TEXT = Array.from({ length: 12 }, (_, at) => `const value${at} = compute(input${at});`).join('\n');
const place = (filePath: string, startLine: number) => ({ filePath, startLine, endLine: startLine + 11 });

const aBlock = (message: string, fields: Partial<Finding> = {}): Finding => ({
  tool: 'jscpd',
  ruleId: 'duplicated-block',
  type: 'duplication',
  severity: 'medium',
  debtKind: 'duplicated_block',
  message,
  filePath: 'src/a.ts',
  region: { startLine: 10, startColumn: null, endLine: 21, endColumn: null },
  snippet: TEXT,
  context: null,
  scope: null,
  partialFingerprints: {},
  isSuppressed: false,
  ...fields,
});
const featuresOf = (finding: Finding): FeatureTable => {
  const [file] = segmentsOf(toToolFindings({ tool: 'jscpd', toolVersion: null, findings: [finding] }, SECRET));
  return readFeatures(file!.segments)!;
};

describe('a duplicated text', () => {
  const clone = { places: [place('src/a.ts', 10), place('src/b.ts', 3), place('src/c.ts', 3)], signature: 'x' };
  const now = aBlock('Duplicated block of 12 lines, also at "src/b.ts:3", "src/c.ts:3"', { clone });

  it('is recognized as the pair that an earlier version stored', () => {
    const before = extractFeatures([aBlock('Duplicated block of 12 lines, also at "src/b.ts:3"')], SECRET);
    expect(matchFindings(before, featuresOf(now))).toMatchObject([{ isNew: false, baselineRow: 0 }]);
  });

  it('is recognized with another size and other copies', () => {
    const before = aBlock('Duplicated block of 9 lines, also at "src/d.ts:90"', { clone });
    expect(matchFindings(featuresOf(before), featuresOf(now))).toMatchObject([{ matchedBy: 'unchanged' }]);
  });
});
