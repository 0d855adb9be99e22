import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, refuse, serve } from '../../../test/app';
import { createQueryClient } from '../../api/query-client';
import { type LineFacts } from './code-lines';
import { type Range } from './code-rows';
import { Excerpt } from './excerpt';

serve();

const FILE = Array.from({ length: 60 }, (_, at) => ({ n: at + 1, text: at === 2 ? '<b>3</b>' : `return ${at + 1};` }));

/** A service that stores a file, whole or lines of it. */
const store = (isStored: (line: number) => boolean = () => true, whole = true) =>
  answer('get', '/scans/5/source', (_, query) => {
    const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
    const lines = FILE.filter(({ n }) => from <= n && n <= to && isStored(n));
    return { body: { path: query.get('path'), from, to, lines, whole } };
  });

const show = (places: Range[], facts?: LineFacts, isStored = true) =>
  render(
    <QueryClientProvider client={createQueryClient()}>
      <Excerpt scanId={5} isStored={isStored} path="src/a.ts" places={places} {...(facts && { facts })} />
    </QueryClientProvider>,
  );

const lines = async () =>
  within(await screen.findByRole('list', { name: 'Lines of src/a.ts' }))
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);
const more = () => screen.queryByRole('button', { name: 'More lines' });

describe('an excerpt', () => {
  it('has nine lines with the place marked, and more on request until the file ends', async () => {
    const requests = store();
    show([[30, 30]], { isMarked: (line) => line === 30, addressOf: (line) => `https://forge.test/a#L${line}` });
    expect((await lines()).map((line) => line.slice(0, 2))).toEqual([
      '26',
      '27',
      '28',
      '29',
      '30',
      '31',
      '32',
      '33',
      '34',
    ]);
    const marked = document.querySelector('[aria-current]')!;
    expect(marked.textContent).toBe('30return 30;');
    expect(
      within(marked as HTMLElement)
        .getByRole('link', { name: '30' })
        .getAttribute('href'),
    ).toBe('https://forge.test/a#L30');
    expect((await screen.findAllByText('return'))[0]).toHaveProperty('dataset.kind', 'keyword');
    await userEvent.click(more()!);
    expect(await lines()).toHaveLength(41);
    await userEvent.click(more()!);
    await screen.findByText('60');
    expect(await lines()).toHaveLength(60);
    expect(more()).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('list'));
    expect(requests.map((each) => each.split('?')[1])).toEqual([
      'path=src%2Fa.ts&from=10&to=50',
      'path=src%2Fa.ts&from=1&to=110',
    ]);
  });

  it('has hits, branches, added lines and remarks beside the lines, and a gap between places', async () => {
    store((line) => line < 4 || line > 40, false);
    show(
      [
        [2, 2],
        [42, 43],
      ],
      {
        hits: new Map([
          [1, 3],
          [2, 0],
        ]),
        branches: new Map([[1, [1, 2]]]),
        isAdded: (line) => line === 2,
        notes: new Map([[2, 'A finding']]),
      },
    );
    expect((await lines()).slice(0, 4)).toEqual([
      '13× 1/2return 1;',
      '2+✕return 2;A finding',
      '3<b>3</b>',
      '41return 41;',
    ]);
    expect(screen.getByText('⋯')).toBeTruthy();
  });

  it.each([
    ['where the scan has none of the text', true],
    ['without a request where the repository stores none', false],
  ])('has the numbers of its places %s', async (_, isStored) => {
    const requests = refuse('get', '/scans/5/source', 404, 'not_found');
    const facts = { hits: new Map([[12, 0]]), notes: new Map([[12, 'A finding']]) };
    show([[12, 14]], facts, isStored);
    expect(await lines()).toEqual(['12–14✕no test runs itA finding']);
    expect(requests).toHaveLength(isStored ? 1 : 0);
    expect(more()).toBeNull();
  });

  it('says why the lines cannot be read, and tries again', async () => {
    refuse('get', '/scans/5/source', 500, 'internal_error');
    show([[12, 12]]);
    expect((await screen.findByRole('alert')).textContent).toContain('In other words.');
    store();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    expect(await lines()).toHaveLength(9);
  });
});
