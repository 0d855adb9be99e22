import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { nextTab } from './next-tab';
import { Tabs } from './tabs';

function Example() {
  const [value, setValue] = useState<'one' | 'two'>('one');
  return (
    <Tabs
      label="Numbers"
      tabs={[
        { value: 'one', label: 'One' },
        { value: 'two', label: 'Two' },
      ]}
      value={value}
      onChange={setValue}
    >
      <p>Number {value}</p>
    </Tabs>
  );
}

describe('tabs', () => {
  it('have one panel, named by the chosen one', async () => {
    render(<Example />);
    await userEvent.click(screen.getByRole('tab', { name: 'Two' }));
    expect(screen.getByRole('tab', { name: 'Two' }).getAttribute('aria-selected')).toBe('true');
    expect(screen.getByRole('tab', { name: 'One' }).getAttribute('aria-selected')).toBe('false');
    expect(screen.getByRole('tabpanel', { name: 'Two' }).textContent).toBe('Number two');
  });

  it('are one stop of the Tab key; arrows move the focus and the choice', async () => {
    render(<Example />);
    await userEvent.tab();
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'Two' }));
    expect(screen.getByRole('tabpanel', { name: 'Two' })).toBeTruthy();
    await userEvent.tab();
    expect(document.activeElement?.getAttribute('role')).not.toBe('tab');
  });

  it.each([
    ['ArrowRight', 3, 0],
    ['ArrowLeft', 0, 3],
    ['Home', 2, 0],
    ['End', 0, 3],
    ['x', 0, null],
  ])('%s at %i of 4 leads to %s', (key, at, to) => {
    expect(nextTab(key, at, 4)).toBe(to);
  });
});
