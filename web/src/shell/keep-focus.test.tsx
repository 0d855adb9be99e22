import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { Button } from '../ui/button';

/** A page whose button saves, and goes away where it `leaves` one of them. */
function Page({ leaves }: { readonly leaves: 'button' | 'section' | 'page' | 'nothing' }) {
  const [isSaved, setSaved] = useState(false);
  const button = <Button onClick={() => setSaved(true)}>Save</Button>;
  if (isSaved && leaves === 'page') return <h1>Next page</h1>;
  return (
    <main>
      <h1>Page</h1>
      {!(isSaved && leaves === 'section') && (
        <section>
          <h2>Section</h2>
          {isSaved && leaves === 'button' ? 'Saved.' : button}
        </section>
      )}
    </main>
  );
}

it.each([
  ['button', 'Section'],
  ['section', 'Page'],
  ['page', 'Next page'],
  ['nothing', 'Save'],
] as const)('where the %s goes away once it is pressed, the focus is on "%s"', async (leaves, focused) => {
  render(<Page leaves={leaves} />);
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(document.activeElement?.textContent).toBe(focused));
});

it('stays away where the focus was taken from a control that is still there', async () => {
  render(<Page leaves="nothing" />);
  const button = screen.getByRole('button', { name: 'Save' });
  button.focus();
  button.blur();
  document.body.append(document.createElement('p'));
  await Promise.resolve();
  expect(document.activeElement).toBe(document.body);
  document.body.lastElementChild!.remove();
});
