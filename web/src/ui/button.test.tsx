import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { Button } from './button';

describe('a button', () => {
  it('stays in its place where it is locked, says who may use it, and does nothing', async () => {
    const onClick = vi.fn();
    render(
      <Button lockedBecause="Administrators only." onClick={onClick}>
        Save policy
      </Button>,
    );
    const button = screen.getByRole('button', { name: 'Save policy', description: 'Administrators only.' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    await userEvent.click(button);
    expect(onClick).not.toHaveBeenCalled();
  });

  it('keeps the focus while it is disabled, and sends no form', async () => {
    const onSubmit = vi.fn((event: SubmitEvent) => event.preventDefault());
    const shown = (disabled: boolean) => (
      <form onSubmit={({ nativeEvent }) => onSubmit(nativeEvent)}>
        <input aria-label="Name" />
        <Button type="submit" disabled={disabled}>
          Save
        </Button>
      </form>
    );
    const { rerender } = render(shown(false));
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Save' });
    await userEvent.click(button);
    expect(onSubmit).toHaveBeenCalledOnce();
    rerender(shown(true));
    expect(document.activeElement).toBe(button);
    expect([button.disabled, button.getAttribute('aria-disabled')]).toEqual([false, 'true']);
    await userEvent.click(button);
    await userEvent.type(screen.getByLabelText('Name'), 'A{Enter}');
    expect(onSubmit).toHaveBeenCalledOnce();
  });

  it('works where it is not locked', async () => {
    const onClick = vi.fn();
    render(<Button onClick={onClick}>Save policy</Button>);
    await userEvent.click(screen.getByRole('button', { name: 'Save policy' }));
    expect(onClick).toHaveBeenCalledOnce();
  });
});
