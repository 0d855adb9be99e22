import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { checkoutOf } from '../checkout';
import { type FileCoverage } from '../coverage.queries';
import { Source } from './source';

const COVERED = {
  file_path: 'src/a.ts',
  lines: [
    [1, 2],
    [2, 0],
  ],
  branches: [],
  added: [],
  uncounted_added: [],
} as unknown as FileCoverage;

function show(name: string, text: string) {
  const file = Object.assign(new File([text], name), { webkitRelativePath: `web/${name}` });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Source file={COVERED} checkout={checkoutOf([file])} />
    </QueryClientProvider>,
  );
}

describe('source beside the hits', () => {
  it('has each line with its hits, then with the kinds of its pieces', async () => {
    show('src/a.ts', 'return 1;\nskip();\n// end\n');
    const lines = await screen.findAllByRole('listitem');
    expect(lines.map((line) => line.textContent)).toEqual(['12×return 1;', '2✕skip();', '3// end']);
    expect(await screen.findByText('return')).toHaveProperty('dataset.kind', 'keyword');
  });

  it('is not painted where the file is shorter than the report: it is another version', async () => {
    show('src/a.ts', 'return 1;\n');
    expect((await screen.findByRole('status')).textContent).toMatch(
      /^This is another version of src\/a\.ts: it has 1 line, but the report has one for line 2\./,
    );
    expect(screen.queryByRole('list')).toBeNull();
  });

  it('says that the folder does not have the file', () => {
    show('src/b.ts', '');
    expect(screen.getByRole('status').textContent).toContain('The chosen folder has no src/a.ts.');
  });
});
