import { packSegment, Segment, type SegmentRow, segmentRows } from '../findings/segments/segment.js';
import { encodeTrace } from '../findings/trace.js';
import { withoutTexts } from './without-texts.js';

const ROW: SegmentRow = {
  ...{ toolLevel: 'unknown', type: 'bug', severity: 'high', debtKind: 'complexity_c', isSuppressed: false },
  ...{ ruleId: 'no-eval', message: 'said by the tool', fingerprint: '0123456789abcdef', clone: null },
  region: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 9 },
  trace: encodeTrace({ related: [{ filePath: 'a.ts', line: 3, message: 'said of a place' }], flows: [] }),
};

describe('a segment without texts', () => {
  it('has the rules and places of its findings, and nothing that a tool says', () => {
    const { trace, ...kept } = ROW;
    const bytes = withoutTexts(packSegment([ROW], null));
    expect(trace).toContain('said');
    expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/said|0123456789abcdef/);
    expect(segmentRows(Segment.open(bytes))).toEqual([{ ...kept, message: '', fingerprint: '0'.repeat(16) }]);
  });
});
