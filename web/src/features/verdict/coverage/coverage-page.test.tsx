import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, answerElsewhere, loseConnection, openAs, openPage, refuse, serve, stall } from '../../../../test/app';
import { sampleOf } from '../../../../test/sample';
import { type ScanSummary } from '../scan/scan.queries';
import { type FileCoverage, type TreeEntry } from './coverage.queries';

serve();

const COVERAGE = {
  ...{ file_count: 2, lines_total: 20, lines_covered: 15, coverage_pct: 75 },
  changed: { total: 4, covered: 1 },
};
const ENTRY: TreeEntry = {
  ...sampleOf('CoverageTree').entries[0]!,
  ...{ name: 'src/', kind: 'folder', file_count: 2, lines_total: 20, lines_covered: 15, coverage_pct: 75 },
  ...{ delta_pct: null, changed_lines_total: 4, changed_lines_covered: 1 },
};
const FILE: FileCoverage = {
  ...sampleOf('FileCoverage'),
  ...{ file_path: 'src/a.ts', owners: ['@acme/web', '@jane'], lines_total: 3, lines_covered: 1 },
  lines: [
    [1, 2],
    [2, 0],
    [4, 0],
    [5, 0],
  ],
  missed: [2, 4, 5],
  added: [[4, 5]],
  uncovered_added: [[4, 4]],
  uncounted_added: [[5, 5]],
  branches: [[1, 1, 2]],
  removed: [],
  old: null,
};

function know(
  coverage: ScanSummary['coverage'] | null = COVERAGE,
  verdict: Partial<ScanSummary['verdict']> = {},
): void {
  const summary = sampleOf('ScanSummary');
  const body = { ...summary, coverage, verdict: { ...summary.verdict, ...verdict } };
  answer('get', '/scans/31/summary', { body: { ...body, scan: { ...body.scan, id: 31 } } });
  answer('get', '/quality/coverage/31/tree', { body: { scan_id: 31, path: '', entries: [ENTRY], next_cursor: null } });
  answer('get', '/quality/coverage/31/files', { body: FILE });
}
const item = async (name: RegExp) =>
  within(await screen.findByRole('tree', { name: 'Files' })).findByRole('treeitem', { name });

describe('the page of coverage', () => {
  it('says what share of what is covered, and lists folders with their lines', async () => {
    know();
    openPage('/scans/31/coverage');
    expect(await screen.findByRole('heading', { name: '75 % of all lines are covered' })).toBeTruthy();
    expect(screen.getByText(/15 of 20 executable lines in 2 files; of the 4 added lines 1 is covered/)).toBeTruthy();
    expect((await item(/^src\//)).textContent).toMatch(/20 lines5 missed75 %/);
  });

  it('keeps the focus in the tree from folder to folder, by keys alone', async () => {
    know();
    answer('get', '/quality/coverage/31/tree', (_, query) => {
      const path = query.get('path') ?? '';
      const names = path === '' ? ['lib/', 'src/'] : ['a/', 'b/'];
      const entries = names.map((name) => ({ ...ENTRY, name }));
      return { body: { scan_id: 31, path, entries, next_cursor: null } };
    });
    openPage('/scans/31/coverage');
    const focused = async (name: RegExp) => {
      const entry = await item(name);
      await waitFor(() => expect(document.activeElement).toBe(entry));
    };
    (await item(/^lib\//)).focus();
    await userEvent.keyboard('{ArrowDown}');
    await focused(/^src\//);
    await userEvent.keyboard('{Enter}');
    await focused(/^a\//);
    await userEvent.keyboard('{ArrowLeft}');
    await focused(/^src\//);
    await userEvent.keyboard('{ArrowRight}');
    await focused(/^a\//);
  });

  it('keeps the share where the lines were deleted, and says since when', async () => {
    know();
    const summary = sampleOf('ScanSummary');
    const scan = { ...summary.scan, id: 31, details_expired_at: '2026-03-01T00:00:00Z' };
    answer('get', '/scans/31/summary', { body: { ...summary, coverage: COVERAGE, scan } });
    refuse('get', '/quality/coverage/31/tree', 410, 'details_expired');
    openPage('/scans/31/coverage');
    expect(await screen.findByRole('heading', { name: '75 % of all lines are covered' })).toBeTruthy();
    expect(screen.getByText(/line coverage of this scan were deleted/)).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.queryByRole('tree')).toBeNull();
  });

  it('searches files by name in a flat list, and sorts them', async () => {
    know();
    const asked = answer('get', '/quality/coverage/31/tree', (_, query) => ({
      body: { scan_id: 31, path: '', entries: query.get('q') === 'zz' ? [] : [ENTRY], next_cursor: null },
    }));
    const router = openPage('/scans/31/coverage');
    await userEvent.type(await screen.findByRole('searchbox', { name: 'Search files' }), 'zz');
    expect(await screen.findByText('No file name contains “zz”')).toBeTruthy();
    expect(asked[0]).toBe('/quality/coverage/31/tree?sort=name&join=true&limit=1000');
    expect(asked.at(-1)).toMatch(/q=zz&flat=true|q=zz&sort=name&flat=true/);
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Flat list' }).checked).toBe(true);
    await userEvent.clear(screen.getByRole('searchbox', { name: 'Search files' }));
    expect(screen.getByRole('option', { name: 'Changed files first', selected: true })).toBeTruthy();
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Sort' }), 'Most missed lines');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Flat list' }));
    expect(router.state.location.search).toEqual({ sort: 'missed', flat: true });
    await item(/^src\//);
  });

  it("counts the reader's own files alone, where the reader may own any", async () => {
    know();
    const asked = answer('get', '/quality/coverage/31/tree', (_, query) => ({
      body: { scan_id: 31, path: '', entries: query.has('owner') ? [] : [ENTRY], next_cursor: null },
    }));
    const router = openPage('/scans/31/coverage');
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Only my files' }));
    expect(await screen.findByText('No file of yours is listed here')).toBeTruthy();
    expect(router.state.location.search).toEqual({ owner: 'mine' });
    expect(asked.at(-1)).toMatch(/owner=mine/);
    await userEvent.click(screen.getByRole('checkbox', { name: 'Only my files' }));
    expect(await item(/^src\//)).toBeTruthy();
  });

  it('has a cell for each line, and lists the lines that no test runs, added ones apart', async () => {
    know();
    openPage('/scans/31/coverage?file=src%2Fa.ts');
    const added = await screen.findByRole('list', { name: 'Added lines that no test runs' });
    expect(added.textContent).toBe('4');
    expect(screen.getByText('Owned by @acme/web and @jane.')).toBeTruthy();
    expect(screen.getByRole('list', { name: 'Lines that no test runs' }).textContent).toBe('2');
    const cells = [...document.querySelectorAll<HTMLElement>('[data-line]')].map(({ dataset }) => ({ ...dataset }));
    expect(cells).toEqual([
      { line: '1', hits: '2' },
      { line: '2', hits: '0' },
      { line: '3' },
      { line: '4', hits: '0', added: 'true' },
      { line: '5', added: 'true' },
    ]);
    expect(screen.getByRole('list', { name: 'Branches not taken' }).textContent).toBe('1: 1 branch of 2');
  });

  it('names the owners of files', async () => {
    know();
    const file: TreeEntry = { ...ENTRY, name: 'a.ts', kind: 'file', owners: ['@acme/web', '@jane'] };
    answer('get', '/quality/coverage/31/tree', { body: { scan_id: 31, path: '', entries: [file], next_cursor: null } });
    openPage('/scans/31/coverage');
    expect((await item(/^a\.ts/)).textContent).toContain('@acme/web, @jane');
  });

  it('writes a dash, not zero, where another scan lacks the folder', async () => {
    know();
    openPage('/scans/31/coverage?compare=7');
    expect((await item(/^src\//)).textContent).toMatch(/no comparison/);
  });

  it('offers what is worse where there is a scan to compare with, and says of which', async () => {
    know(COVERAGE, { base: { ...sampleOf('Base'), scan_id: 7 } });
    openPage('/scans/31/coverage');
    await userEvent.click(await screen.findByRole('button', { name: 'Only worse than base' }));
    expect(await screen.findByRole('checkbox', { name: 'Compare with scan 7', checked: true })).toBeTruthy();
  });

  it('does not offer what nothing is worse than', async () => {
    know();
    openPage('/scans/31/coverage');
    await item(/^src\//);
    expect(screen.queryByRole('button', { name: /Only worse/ })).toBeNull();
  });

  it.each([
    ['added', 'The change adds no lines here'],
    ['missed', 'No line is missed here'],
    ['worse', 'No file here has lower coverage'],
  ])('says that nothing is left by the filter %s', async (only, words) => {
    know();
    answer('get', '/quality/coverage/31/tree', { body: { scan_id: 31, path: '', entries: [], next_cursor: null } });
    openPage(`/scans/31/coverage?only=${only}&compare=7`);
    expect(await screen.findByText(words)).toBeTruthy();
  });

  it.each([
    ['was uploaded', null],
    ['names a file', { ...COVERAGE, file_count: 0, lines_total: 0, lines_covered: 0, coverage_pct: null }],
  ])('says how coverage comes where no report %s', async (_, coverage) => {
    know(coverage);
    refuse('get', '/quality/coverage/31/tree', 404, 'not_found');
    openPage('/scans/31/coverage');
    expect(await screen.findByRole('heading', { name: 'No coverage report names a file' })).toBeTruthy();
    expect(screen.getByText('qgate run --coverage coverage/lcov.info')).toBeTruthy();
  });

  it('names paths of reports that fit no file', async () => {
    know(COVERAGE, { unmatched_paths: { ...sampleOf('UnmatchedPaths'), paths: ['/build/a.ts'] } });
    openPage('/scans/31/coverage');
    expect((await screen.findByText(/matches no file in the repository/)).textContent).toContain('/build/a.ts');
  });

  describe('source that the service stores', () => {
    function store(source_excerpts: 'findings' | 'files', lines: number) {
      know();
      const summary = sampleOf('ScanSummary');
      const repo = { ...summary.repo, source_excerpts };
      answer('get', '/scans/31/summary', {
        body: { ...summary, repo, scan: { ...summary.scan, id: 31 }, coverage: COVERAGE },
      });
      return answer('get', '/scans/31/source', (_, query) => {
        const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
        const all = Array.from({ length: Math.min(to, lines) - from + 1 }, (_, at) => ({
          n: from + at,
          text: `f(${from + at})`,
        }));
        return { body: { path: 'src/a.ts', from, to, lines: all, whole: source_excerpts === 'files' } };
      });
    }

    it('is the whole file beside its hits, 500 lines at a time', async () => {
      const requests = store('files', 620);
      openPage('/scans/31/coverage?file=src%2Fa.ts');
      const source = within(await screen.findByRole('list', { name: 'Source' }));
      expect(source.getAllByRole('listitem')).toHaveLength(500);
      await userEvent.click(screen.getByRole('button', { name: 'More lines' }));
      expect(await source.findByText('f(620)')).toBeTruthy();
      expect(screen.queryByRole('button', { name: 'More lines' })).toBeNull();
      expect(requests).toHaveLength(2);
      expect(screen.queryByText(/not the source/)).toBeNull();
    });

    it('is the lines around added ones that no test runs', async () => {
      store('findings', 8);
      openPage('/scans/31/coverage?file=src%2Fa.ts');
      const excerpt = within(await screen.findByRole('list', { name: 'Lines of src/a.ts' }));
      expect(excerpt.getAllByRole('listitem')[3]!.textContent).toBe('4+✕f(4)');
    });

    it('has the lines that the change removes where they stood, as far as the base has their text', async () => {
      store('files', 4);
      answer('get', '/quality/coverage/31/files', {
        body: {
          ...FILE,
          removed: [
            { after: 0, from: 1, to: 1 },
            { after: 3, from: 5, to: 7 },
          ],
          old: { scan_id: 30, path: 'src/old.ts' },
        },
      });
      const requests = answer('get', '/scans/30/source', {
        body: { path: 'src/old.ts', from: 1, to: 9, lines: [{ n: 5, text: 'gone()' }], whole: false },
      });
      openPage('/scans/31/coverage?file=src%2Fa.ts');
      const source = within(await screen.findByRole('list', { name: 'Source' }));
      expect(await source.findByText('gone()')).toBeTruthy();
      expect(source.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
        ...['1−1 removed line', '12× 1/2f(1)', '2✕f(2)', '3f(3)'],
        ...['5−gone()', '6–7−2 removed lines', '4+✕f(4)'],
      ]);
      expect(source.getAllByRole('deletion')).toHaveLength(3);
      expect(requests).toEqual(['/scans/30/source?path=src%2Fold.ts&from=1&to=7']);
      expect(screen.getByText(/only if the scan of the merge base stored this file/)).toBeTruthy();
    });

    it.each([true, false])('says what to switch on for the text of removed lines, to who may: %s', async (mayEdit) => {
      store('findings', 8);
      answer('get', '/quality/coverage/31/files', {
        body: { ...FILE, removed: [{ after: 3, from: 5, to: 7 }], old: { scan_id: 30, path: 'src/a.ts' } },
      });
      refuse('get', '/scans/30/source', 404, 'not_found');
      const summary = sampleOf('ScanSummary');
      const repo = { ...summary.repo, id: 8, source_excerpts: 'findings' as const };
      const body = {
        ...summary,
        repo,
        scan: { ...summary.scan, id: 31 },
        coverage: COVERAGE,
        can: { ...summary.can, edit_repo: mayEdit },
      };
      answer('get', '/scans/31/summary', { body });
      openPage('/scans/31/coverage?file=src%2Fa.ts');
      expect(await screen.findByText(/The text of removed lines is not stored/)).toBeTruthy();
      const link = screen.queryByRole('link', { name: 'Excerpts setting' });
      expect(link?.getAttribute('href') ?? null).toBe(mayEdit ? '/repos/8/settings#Excerpts' : null);
    });

    it('says nothing of removed lines where the change removes none', async () => {
      store('findings', 8);
      openPage('/scans/31/coverage?file=src%2Fa.ts');
      await screen.findByRole('list', { name: 'Lines of src/a.ts' });
      expect(screen.queryByText(/removed/)).toBeNull();
    });

    it('is what the forge has where the file is not stored', async () => {
      store('files', 1);
      refuse('get', '/scans/31/source', 404, 'not_found');
      openPage('/scans/31/coverage?file=src%2Fa.ts');
      expect(await screen.findByRole('list', { name: 'Lines that no test runs' })).toBeTruthy();
      expect(screen.queryByRole('list', { name: 'Source' })).toBeNull();
    });
  });

  describe('source of the forge', () => {
    const RAW = 'https://raw.githubusercontent.com/acme/web/3f1c9e2/src/a.ts';

    function knowForge(origins = ['https://raw.githubusercontent.com', 'https://api.github.com']): void {
      know();
      const summary = sampleOf('ScanSummary');
      const repo = { ...summary.repo, forge: { kind: 'github', web_url: 'https://github.com/acme/web' } };
      const scan = { ...summary.scan, id: 31, commit_sha: '3f1c9e2' };
      answer('get', '/scans/31/summary', { body: { ...summary, repo, scan, coverage: COVERAGE } });
      answer('get', '/auth/me', { body: { ...sampleOf('Me'), source_origins: origins } });
      openAs('/scans/31/coverage?file=src%2Fa.ts');
    }

    it('is fetched on request, and is shown beside the hits', async () => {
      answerElsewhere(RAW, 200, 'return 1;\nskip();\n\nend();\n}\n');
      knowForge();
      await userEvent.click(await screen.findByRole('button', { name: 'Show source from raw.githubusercontent.com' }));
      const source = within(await screen.findByRole('list', { name: 'Source' }));
      expect(source.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
        ...['12× 1/2return 1;', '2✕skip();', '3', '4+✕end();', '5+}'],
      ]);
    });

    it('is not offered where the service did not open that origin', async () => {
      knowForge(['https://git.example.org']);
      expect(await screen.findByRole('list', { name: 'Lines that no test runs' })).toBeTruthy();
      expect(screen.queryByRole('button', { name: /Show source/ })).toBeNull();
    });

    it('leaves the lines as they are where it does not come, and names address and answer', async () => {
      answerElsewhere(RAW, 404);
      knowForge();
      await userEvent.click(await screen.findByRole('button', { name: /Show source/ }));
      expect((await screen.findByRole('alert')).textContent).toContain(`${RAW} answered 404.`);
      expect(screen.getByLabelText('Your token for api.github.com')).toBeTruthy();
      expect(screen.getByRole('list', { name: 'Lines that no test runs' })).toBeTruthy();
    });

    it('is not painted where the forge has another file', async () => {
      answerElsewhere(RAW, 200, 'return 1;\n');
      knowForge();
      await userEvent.click(await screen.findByRole('button', { name: /Show source/ }));
      expect(await screen.findByText(/This is another version of .*The forge has a different file/)).toBeTruthy();
    });
  });

  it('keeps the tree where a file fails, and tries again', async () => {
    know();
    refuse('get', '/quality/coverage/31/files', 410, 'details_expired', 'Lines are kept for 90 days.');
    openPage('/scans/31/coverage?file=src%2Fa.ts');
    expect((await screen.findByRole('alert')).textContent).toContain('Lines are kept for 90 days.');
    await item(/^src\//);
    know();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('list', { name: 'Lines that no test runs' })).toBeTruthy();
  });

  it('shows its outline while the answer takes time', async () => {
    know();
    stall('get', '/scans/31/summary');
    openPage('/scans/31/coverage');
    expect(await screen.findByRole('status', { name: 'Loading' })).toBeTruthy();
  });

  it.each([
    ['Not here', () => refuse('get', '/scans/31/summary', 404, 'not_found')],
    ['Not accessible to you', () => refuse('get', '/scans/31/summary', 403, 'forbidden')],
    ['The service does not answer', () => loseConnection('get', '/scans/31/summary')],
  ])('says in words: %s', async (heading, fail) => {
    know();
    fail();
    openPage('/scans/31/coverage');
    expect(await screen.findByRole('heading', { name: heading })).toBeTruthy();
  });
});
