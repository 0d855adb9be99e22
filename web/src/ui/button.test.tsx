import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { Button } from './button';

describe('a locked button', () => {
  it('stays in its place, says who may use it, and does nothing', async () => {
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

  it('works where it is not locked', async () => {
    const onClick = vi.fn();
    render(<Button onClick={onClick}>Save policy</Button>);
    await userEvent.click(screen.getByRole('button', { name: 'Save policy' }));
    expect(onClick).toHaveBeenCalledOnce();
  });
});
