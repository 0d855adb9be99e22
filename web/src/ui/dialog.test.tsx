import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { Button } from './button';
import { Dialog } from './dialog';

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
