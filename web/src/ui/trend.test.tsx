import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Spark } from './spark';
import { Trend } from './trend';

const areas = (values: readonly number[]) => {
  const points = values.map((value) => ({ at: '2026-01-02T03:04:05Z', value, verdict: 'clear' as const }));
  const { container } = render(
    <>
      <Trend name="Findings" points={points} format={String} />
      <Spark name="Findings of 2 scans" values={values} />
    </>,
  );
  return container.querySelectorAll('[class*=area]').length;
};

it('a line is filled down to zero alone, since an area on a cut axis overstates a change', () => {
  expect(areas([0, 4])).toBe(2);
  expect(areas([57, 69])).toBe(0);
});

it.each([
  [['2026-01-02T03:04:05Z', '2026-01-02T12:04:05Z'], 1],
  [['2026-01-02T03:04:05Z', '2026-03-02T03:04:05Z'], 2],
])('a line over %j has a day at each end, and one of a single day', (times, count) => {
  const points = times.map((at, value) => ({ at, value, verdict: 'clear' as const }));
  const { container } = render(<Trend name="Findings" points={points} format={String} />);
  expect(container.querySelectorAll('[class*=dates] span')).toHaveLength(count);
});
