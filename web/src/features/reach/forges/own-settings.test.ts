import { describe, expect, it } from 'vitest';
import { ownContext, ownReport } from './own-settings';

const report = { status: true, check: true, annotations: true, comment: 'on_failure' } as const;
const CONNECTION = { id: 3, context: 'quality-gate', report };

describe('settings of a place beside its connection', () => {
  it('are none where the place follows it', () => {
    const place = { forge_id: 3, context: 'quality-gate', report };
    expect(ownContext(place, CONNECTION)).toBeNull();
    expect(ownReport(place, CONNECTION)).toEqual({});
  });

  it('are what differs', () => {
    const place = { forge_id: 3, context: 'gate/web', report: { ...report, comment: 'never' as const } };
    expect(ownContext(place, CONNECTION)).toBe('gate/web');
    expect(ownReport(place, CONNECTION)).toEqual({ comment: 'never' });
  });

  it('do not go along to another connection', () => {
    const place = { forge_id: 4, context: 'gate/web', report: { ...report, status: false } };
    expect(ownContext(place, CONNECTION)).toBeNull();
    expect(ownReport(place, CONNECTION)).toEqual({});
  });
});
