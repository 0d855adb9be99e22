import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { BEFORE_FIRST_SAVE } from '../policy-draft';
import { Standing } from './standing';

const textOf = (newest: Parameters<typeof Standing>[0]['newest']) =>
  render(<Standing newest={newest} />).container.textContent;

it('before the first save it says what that does', () => {
  expect(textOf(undefined)).toMatch(
    /^No policy has been saved yet, so no scan is judged\..*the first save switches the gate on/,
  );
});

it('afterwards it names the revision in force, and by whom it was saved', () => {
  const saved = { policy_version: 'v4', saved_by: 'user:7', saved_by_name: null, saved_at: '2026-01-02T03:04:05Z' };
  const newest = { ...BEFORE_FIRST_SAVE, ...saved };
  expect(textOf(newest)).toMatch(/Revision v4 is in force, saved by user:7 .*ago/);
  expect(textOf({ ...newest, saved_by_name: 'Grace Hopper' })).toMatch(/saved by Grace Hopper .*ago/);
});
