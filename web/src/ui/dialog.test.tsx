import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { Button } from './button';
import { Dialog } from './dialog';
import { Field, TextField } from './field';

afterEach(() => vi.restoreAllMocks());

it.each([
  ['submits', false, 1],
  ['submits nothing while its button is disabled', true, 0],
])('Ctrl+Enter in a text %s', async (_, disabled, times) => {
  const onSubmit = vi.fn();
  render(
    <Dialog
      title="Why"
      onClose={() => undefined}
      onSubmit={onSubmit}
      actions={
        <Button type="submit" disabled={disabled}>
          Save
        </Button>
      }
    >
      <textarea aria-label="Reason" />
    </Dialog>,
  );
  await userEvent.type(screen.getByLabelText('Reason'), 'Generated{Enter}');
  expect(onSubmit).not.toHaveBeenCalled();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(onSubmit).toHaveBeenCalledTimes(times);
});

it.each([
  ['a field', <Field key="asked" autoFocus label="Asked" />],
  ['a text', <TextField key="asked" autoFocus label="Asked" />],
])('gives the focus to %s that asks for it, not to the first control as the browser does', (_, asked) => {
  vi.spyOn(HTMLDialogElement.prototype, 'showModal').mockImplementation(function (this: HTMLDialogElement) {
    this.open = true;
    this.querySelector('input')?.focus();
  });
  render(
    <Dialog title="Who" closeWord="Close" onClose={() => undefined} actions={null}>
      <Field label="Email" readOnly value="jane@acme.com" />
      {asked}
    </Dialog>,
  );
  expect(document.activeElement).toBe(screen.getByLabelText('Asked'));
  expect(screen.getByRole('button').textContent).toBe('Close');
});
