import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ChangePills } from './change-pills';
import { type SinceChanges } from './scan-figures';

const CHANGES: SinceChanges = {
  previous_scan_id: 1,
  new_findings: 5,
  fixed: 0,
  marked: 0,
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
] as const)('the rating %o is in words', async (rating, words) => {
  const component = () => <ChangePills scanId={2} changes={{ ...CHANGES, quality_rating: rating }} since={null} />;
  const router = createRouter({ routeTree: createRootRoute({ component }), history: createMemoryHistory() });
  render(<RouterProvider router={router as never} />);
  expect((await screen.findByText(/^rating/)).textContent).toBe(words);
  expect(screen.getByRole('link', { name: '5 appeared' }).getAttribute('href')).toBe('/scans/2/compare/1?kind=new');
});

it.each([
  [1, '1 marked since'],
  [-2, '2 no longer marked'],
])('names what marks leave out, apart from what disappeared: %d', async (marked, words) => {
  const component = () => <ChangePills scanId={2} changes={{ ...CHANGES, marked }} since={null} />;
  const router = createRouter({ routeTree: createRootRoute({ component }), history: createMemoryHistory() });
  render(<RouterProvider router={router as never} />);
  expect(await screen.findByText(words)).toBeDefined();
});
