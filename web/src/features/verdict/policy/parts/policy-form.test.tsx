import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { Problem } from '../../../../api/problem';
import { WHO } from '../messages';
import { BEFORE_FIRST_SAVE, draftOf, type Faults, type PolicyDraft } from '../policy-draft';
import { PolicyForm } from './policy-form';

const TITLES = ['New critical', 'New high', 'Duplication', 'New complex functions', 'Rating', 'Coverage'];

function show(values: { lockedBecause?: string; faults?: Faults; problem?: Problem } = {}) {
  const onChange = vi.fn<(draft: PolicyDraft) => void>();
  const onSave = vi.fn();
  render(
    <PolicyForm
      draft={draftOf(BEFORE_FIRST_SAVE)}
      isInForce={false}
      faults={values.faults ?? {}}
      problem={values.problem ?? null}
      lockedBecause={values.lockedBecause ?? null}
      unsaveableBecause={null}
      isSaving={false}
      savedVersion={undefined}
      onChange={onChange}
      onSave={onSave}
    />,
  );
  return { onChange, onSave };
}

it('each rule has one field by its title, with its name on the wire', () => {
  show();
  expect(TITLES.map((title) => screen.getByLabelText(title).dataset.rule)).toEqual([
    'new_critical_max',
    'new_high_max',
    'duplication_pct_max',
    'complexity_new_max',
    'rating_min',
    'new_coverage_min',
  ]);
});

it('a typed number and a chosen letter reach the draft', () => {
  const { onChange } = show();
  fireEvent.change(screen.getByLabelText('New critical'), { target: { value: '3' } });
  expect(onChange.mock.lastCall?.[0].texts.new_critical_max).toBe('3');
  fireEvent.change(screen.getByLabelText('Rating'), { target: { value: 'A' } });
  expect(onChange.mock.lastCall?.[0].texts.rating_min).toBe('A');
});

it('an optional rule can be added', async () => {
  const { onChange } = show();
  await userEvent.selectOptions(screen.getByLabelText('Another rule'), 'New findings');
  expect(onChange.mock.lastCall?.[0].texts.new_total_max).toBe('40');
});

it('without the right every field moves, and Save alone is locked and says who may', async () => {
  const { onChange, onSave } = show({ lockedBecause: WHO });
  const save = screen.getByRole('button', { name: 'Save policy', description: WHO });
  expect(document.querySelectorAll('[aria-disabled]')).toHaveLength(1);
  expect(save.getAttribute('aria-disabled')).toBe('true');
  fireEvent.change(screen.getByLabelText('New critical'), { target: { value: '3' } });
  expect(onChange.mock.lastCall?.[0].texts.new_critical_max).toBe('3');
  await userEvent.click(screen.getAllByRole('checkbox')[0]!);
  expect(onChange).toHaveBeenCalledTimes(2);
  await userEvent.click(save);
  fireEvent.submit(save.closest('form')!);
  expect(onSave).not.toHaveBeenCalled();
});

it('a refused field says so at its place', () => {
  const errors = [{ field: 'policy.new_high_max', message: 'must be smaller' }];
  show({ problem: new Problem(400, 'validation_failed', 'Not valid.', { errors }) });
  expect(screen.getByText('must be smaller')).toBeTruthy();
  expect(screen.getByLabelText('New high').getAttribute('aria-invalid')).toBe('true');
});
