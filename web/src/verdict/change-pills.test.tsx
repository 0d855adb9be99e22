import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ChangePills } from './change-pills';
import { type SinceChanges } from './scan-figures';

const CHANGES: SinceChanges = {
  previous_scan_id: 1,
  new_findings: 5,
  fixed: 0,
  coverage_pct: null,
  duplication_pct: null,
  quality_rating: null,
  rules: [],
  policy_changed: false,
};

it.each([
  [{ from: 'D', to: 'D' }, 'rating D unchanged'],
  [{ from: 'C', to: 'D' }, 'rating C → D'],
  [{ from: null, to: 'D' }, 'rating – → D'],
] as const)('the rating %o is in words', (rating, words) => {
  render(<ChangePills changes={{ ...CHANGES, quality_rating: rating }} since={null} />);
  expect(screen.getByText(/^rating/).textContent).toBe(words);
});
