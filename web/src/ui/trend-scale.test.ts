import { describe, expect, it } from 'vitest';
import { areaPath, linePath, scaleOf, segmentsOf } from './trend-scale';

describe('the scale of a chart', () => {
  it('has the largest value above the smallest, and room around both', () => {
    const { place } = scaleOf([10, 20]);
    expect(place(20, 1)).toEqual({ x: 100, y: 6 });
    expect(place(10, 0)).toEqual({ x: 0, y: 94 });
  });

  it('shows the threshold as well', () => {
    expect(scaleOf([85, 90], 80)).toMatchObject({ min: 80, max: 90 });
  });

  it('puts equal values and single ones in the middle', () => {
    expect(scaleOf([5, 5]).place(5, 0).y).toBe(50);
    expect(scaleOf([5]).place(5, 0)).toEqual({ x: 50, y: 50 });
  });

  it('leaves a gap where a value is not known', () => {
    const values = [1, null, 2, 3];
    const segments = segmentsOf(values, scaleOf(values));
    expect(segments.map((segment) => segment.length)).toEqual([1, 2]);
    expect(linePath(segments[0]!)).toBe('M0 94h0');
    expect(areaPath(segments[1]!)).toMatch(/^M66.67 50L100 6L100 100L66.67 100Z$/);
  });
});
