import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answer, openPage, rightsWithout, serve } from '../../../../test/app';
import { sampleOf, sampleWith } from '../../../../test/sample';
import { type Overview } from './overview.queries';

serve();

const COUNTS = Object.fromEntries(Object.keys(sampleOf('RepoCounts')).map((name) => [name, 0])) as Overview['counts'];
const aRepo = (id: number, name: string, status?: 'failed' | 'passed') =>
  sampleWith('OverviewRepo', {
    ...{ id, name },
    last_scan:
      status === undefined ? null : sampleWith('LastScan', { status, failing_rules: [], direction: 'improving' }),
  });
const table = () => screen.findByRole('table', { name: 'Repositories' });
const names = async () => [...(await table()).querySelectorAll('tbody th > a')].map((link) => link.textContent);

afterEach(() => vi.unstubAllGlobals());

/** Takes the place of the browser, which sees what is near; returns a function that has the nth body of the table seen. */
function observeByHand(): (body: number) => void {
  const seers = new Map<Element, () => void>();
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      private seen: Element | undefined;
      constructor(private readonly onChange: (entries: object[]) => void) {}
      observe(element: Element) {
        this.seen = element;
        seers.set(element, () => this.onChange([{ isIntersecting: true }]));
      }
      disconnect() {
        seers.delete(this.seen!);
      }
    },
  );
  return (body) => act(() => seers.get(document.querySelectorAll('tbody')[body]!)!());
}

describe('an organization without a repository', () => {
  it('is led to its first scan', async () => {
    answer('get', '/overview', { body: { ...sampleOf('Overview'), counts: COUNTS, repos: [] } });
    openPage('/');
    expect((await screen.findByRole('heading', { level: 1 })).textContent).toBe('No repositories yet');
    expect(screen.getByRole('link', { name: 'Run the first scan' }).getAttribute('href')).toBe('/welcome');
  });

  it('gives the focus to the heading of the page that a link of its content leads to', async () => {
    answer('get', '/overview', { body: { ...sampleOf('Overview'), counts: COUNTS, repos: [] } });
    answer('get', '/scans', { body: { scans: [], next_cursor: null } });
    answer('get', '/quality/gates/simulation-inputs', { body: sampleWith('SimulationInputs', { scans: [] }) });
    openPage('/');
    expect(document.activeElement).toBe(document.body);
    await userEvent.click(await screen.findByRole('link', { name: 'Run the first scan' }));
    const heading = await screen.findByRole('heading', { name: 'Your first verdict in four steps' });
    await waitFor(() => expect(document.activeElement).toBe(heading));
  });
});

describe('an organization that has not chosen a policy', () => {
  it('sees the question where a repository failed', async () => {
    const counts = { ...COUNTS, repos: 1, failed: 1 };
    const repos = [aRepo(1, 'acme/web', 'failed')];
    const body = sampleWith('Overview', { repos, counts, next_cursor: null, policy_chosen: false });
    answer('get', '/overview', { body });
    openPage('/');
    expect(await screen.findByText(/has not chosen a policy yet/)).toBeTruthy();
  });
});

describe('the letter of a repository', () => {
  it('names what holds it down once somebody points at it', async () => {
    const repo = aRepo(1, 'acme/web', 'passed');
    const last_scan = { ...repo.last_scan!, scan_id: 5, quality_rating: 'D' as const };
    const body = sampleWith('Overview', {
      repos: [{ ...repo, last_scan }],
      counts: { ...COUNTS, repos: 1, clear: 1 },
      next_cursor: null,
    });
    answer('get', '/overview', { body });
    const text = 'Reliability D: complexity 92 of parse in lib/parse.js';
    const reliability = { ...sampleOf('RatingHolder'), text };
    const held_down_by = { reliability, coverage: null, maintainability: null, duplication: null };
    const reads = answer('get', '/quality/ratings/:id', { body: sampleWith('ExplainedRatings', { held_down_by }) });
    openPage('/');
    const letter = within(await table()).getByRole('img', { name: 'Rating D' });
    expect(reads).toEqual([]);
    await userEvent.hover(letter);
    await waitFor(() => expect(letter.closest('span[title]')?.getAttribute('title')).toBe(text));
    expect(letter.closest('a')?.getAttribute('aria-description')).toBe(text);
    expect(reads).toEqual(['/quality/ratings/5']);
  });
});

describe('a repository whose scans are missing', () => {
  it('says since when', async () => {
    const missing = { ...aRepo(1, 'acme/web', 'passed'), scan_missing_since: '2020-01-01T00:00:00.000Z' };
    const repos = [missing, { ...aRepo(2, 'acme/api', 'passed'), scan_missing_since: null }];
    const counts = { ...COUNTS, repos: 2, clear: 2 };
    answer('get', '/overview', { body: sampleWith('Overview', { repos, counts, next_cursor: null }) });
    openPage('/');
    const rows = within(await table());
    expect(rows.getByRole('row', { name: 'acme/web' }).textContent).toContain('no completed scan since');
    expect(rows.getByRole('row', { name: 'acme/api' }).textContent).not.toContain('no completed scan since');
  });
});

describe('the words of a row', () => {
  it('agree with their numbers, and name no cause that is not known', async () => {
    const row = (id: number, failed: number, open: number, ending_soon: number, in_force: number) => ({
      ...aRepo(id, `acme/${id}`, 'failed'),
      ...{ pull_requests: { open, failed }, waivers: { in_force, ending_soon } },
    });
    const repos = [row(1, 0, 1, 1, 1), row(2, 1, 3, 2, 3)];
    repos[0]!.last_scan = { ...repos[0]!.last_scan!, stale: true };
    answer('get', '/overview', {
      body: sampleWith('Overview', { repos, counts: { ...COUNTS, repos: 2, failed: 2 }, next_cursor: null }),
    });
    openPage('/');
    const rows = within(await table());
    const [one, other] = [1, 2].map((id) => rows.getByRole('row', { name: `acme/${id}` }));
    for (const words of [
      'Failed',
      'but improving',
      '1 open, none failing',
      '1 of 1 waiver ends soon',
      'verdict is out of date',
    ])
      expect(one!.textContent).toContain(words);
    for (const words of ['3 open, 1 failing', '2 of 3 waivers end soon']) expect(other!.textContent).toContain(words);
  });
});

describe('repositories that fit one answer', () => {
  const repos = [aRepo(1, 'acme/web', 'failed'), aRepo(2, 'acme/api', 'passed'), aRepo(3, 'acme/new')];
  const overview = sampleWith('Overview', {
    ...{ repos, next_cursor: null },
    counts: { ...COUNTS, repos: 3, failed: 1, clear: 1, never_scanned: 1 },
  });

  it('are filtered by their verdict and text without another request, each verdict with its number', async () => {
    const requests = answer('get', '/overview', { body: overview });
    const router = openPage('/');
    await userEvent.click(await screen.findByRole('button', { name: 'Failed 1' }));
    expect(await names()).toEqual(['acme/web']);
    expect(router.state.location.search).toEqual({ verdict: 'failed' });
    await userEvent.click(screen.getByRole('button', { name: 'All 3' }));
    fireEvent.change(screen.getByRole('searchbox', { name: 'Filter repositories' }), { target: { value: 'new' } });
    await waitFor(async () => expect(await names()).toEqual(['acme/new']));
    expect(requests).toEqual(['/overview?limit=200']);
  });

  it('are looked at again every half minute', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const requests = answer('get', '/overview', { body: overview });
      openPage('/');
      await table();
      expect(requests).toHaveLength(1);
      answer('get', '/overview', { body: { ...overview, repos: [repos[1]!] } });
      act(() => void vi.advanceTimersByTime(30_000));
      await waitFor(async () => expect(await names()).toEqual(['acme/api']));
    } finally {
      vi.useRealTimers();
    }
  });

  it('say what a filter hides', async () => {
    answer('get', '/overview', { body: overview });
    openPage('/?q=nothing');
    expect(await screen.findByText('No repository matches')).toBeDefined();
    expect(screen.getByText('Clear the filter to see all 3.')).toBeDefined();
  });

  it('show their direction beside a failed verdict, and the reason for what was not measured', async () => {
    answer('get', '/overview', { body: overview });
    openPage('/');
    const failed = within(await screen.findByRole('row', { name: 'acme/web' }));
    expect(failed.getByText('Failed')).toBeDefined();
    expect(failed.getByText(/improving/)).toBeDefined();
    expect(failed.getByText('not uploaded')).toBeDefined();
    expect(failed.getByText('no tool reported')).toBeDefined();
    const unscanned = within(screen.getByRole('row', { name: 'acme/new' }));
    expect(unscanned.getByText('Never scanned')).toBeDefined();
    expect(unscanned.getByText(/No scan yet/)).toBeDefined();
  });

  it('are walked through by the arrows', async () => {
    answer('get', '/overview', { body: overview });
    openPage('/');
    within(await table())
      .getByRole('link', { name: 'acme/web' })
      .focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}');
    expect(document.activeElement?.textContent).toBe('acme/api');
  });
});

describe('what a person does with repositories', () => {
  const counts = { ...COUNTS, repos: 2, failed: 1, clear: 1 };
  const open = async (can = rightsWithout()) => {
    const repos = [aRepo(1, 'acme/web', 'failed'), aRepo(2, 'acme/api', 'passed')];
    answer('get', '/overview', { body: sampleWith('Overview', { repos, counts, next_cursor: null }) });
    const router = openPage('/', can);
    await table();
    return router;
  };

  it('is a favourite at once, and no longer one', async () => {
    await open();
    const made = answer('put', '/repos/:id/favourite', { status: 204 });
    answer('get', '/overview', {
      body: sampleWith('Overview', {
        repos: [{ ...aRepo(2, 'acme/api', 'passed'), favourite: true }],
        ...{ counts, next_cursor: null },
      }),
    });
    await userEvent.click(screen.getByRole('button', { name: 'Favourite acme/api' }));
    await waitFor(() => expect(made).toEqual(['/repos/2/favourite']));
    const star = await screen.findByRole('button', { name: 'Favourite acme/api', pressed: true });
    const ended = answer('delete', '/repos/:id/favourite', { status: 204 });
    await userEvent.click(star);
    await waitFor(() => expect(ended).toEqual(['/repos/2/favourite']));
  });

  it('sorts by the heads of columns', async () => {
    const router = await open();
    const head = screen.getByRole('columnheader', { name: 'Repository' });
    expect(head.getAttribute('aria-sort')).toBeNull();
    await userEvent.click(within(head).getByRole('button'));
    expect(router.state.location.search).toEqual({ sort: 'name' });
    expect(screen.getByRole('columnheader', { name: 'Repository' }).getAttribute('aria-sort')).toBe('ascending');
    expect(await names()).toEqual(['acme/api', 'acme/web']);
  });

  it('creates a repository, and shows what the service refuses beside its field', async () => {
    const router = await open();
    await userEvent.click(screen.getByRole('button', { name: 'New repository' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New repository' }));
    await userEvent.type(dialog.getByLabelText('Name'), 'acme/new');
    const errors = [{ field: 'name', message: 'is taken' }];
    answer('post', '/repos', { status: 400, body: { code: 'validation_failed', detail: 'No.', errors } });
    await userEvent.click(dialog.getByRole('button', { name: 'Create' }));
    expect(await dialog.findByText('is taken')).toBeDefined();
    const bodies: unknown[] = [];
    answer('post', '/repos', (body) => {
      bodies.push(body);
      return { status: 201, body: sampleWith('Repo', { id: 9 }) };
    });
    answer('get', '/repos/:id/overview', { body: sampleWith('RepositoryPage', { pull_requests: [] }) });
    await userEvent.click(dialog.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/repos/9'));
    expect(bodies).toEqual([{ name: 'acme/new', default_branch: 'main', url: null }]);
  });

  it('creates none without the right to', async () => {
    await open(rightsWithout('edit_repo'));
    expect(screen.getByRole('button', { name: 'New repository' }).getAttribute('aria-disabled')).toBe('true');
  });
});

describe('more repositories than fit one answer', () => {
  const COUNT = 450;
  const all = Array.from({ length: COUNT }, (_, at) =>
    aRepo(at + 1, `acme/repo-${String(at).padStart(3, '0')}`, 'failed'),
  );
  const counts = { ...COUNTS, repos: COUNT, failed: COUNT };

  /** As the service does: filters by the text, and answers page by page. */
  function overview(query: URLSearchParams): Overview {
    const found = all.filter(({ name }) => name.includes(query.get('q') ?? ''));
    const from = Number(query.get('cursor') ?? 0);
    const to = from + Number(query.get('limit'));
    return {
      ...{ org_id: 1, repos: found.slice(from, to) as Overview['repos'], policy_chosen: true },
      counts: query.has('q') ? { ...counts, repos: found.length, failed: found.length } : counts,
      next_cursor: to < found.length ? String(to) : null,
    };
  }

  it('are filtered and sorted by the service', async () => {
    const requests = answer('get', '/overview', (_, query) => ({ body: overview(query) }));
    openPage('/?q=repo-44&sort=name');
    await waitFor(async () => expect(await names()).toHaveLength(10));
    expect(requests).toEqual(['/overview?limit=200', '/overview?q=repo-44&sort=name&limit=200']);
    expect(screen.getByRole('button', { name: 'All 10' })).toBeDefined();
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('450 of 450 repositories fail their gate');
    expect((await table()).getAttribute('aria-rowcount')).toBe('11');
  });

  it('are drawn near the window alone, each row with its place among all', async () => {
    const see = observeByHand();
    const requests = answer('get', '/overview', (_, query) => ({ body: overview(query) }));
    openPage('/');
    expect(await names()).toHaveLength(50);
    see(7);
    await waitFor(() => expect(requests).toContain('/overview?limit=200&cursor=200'));
    await waitFor(async () => expect(await names()).toHaveLength(75));
    expect((await table()).getAttribute('aria-rowcount')).toBe(String(COUNT + 1));
    see(15);
    await waitFor(() => expect(requests).toContain('/overview?limit=200&cursor=400'));
    expect((await names()).slice(-25)[0]).toBe('acme/repo-375');
    const last = document.querySelector('tr[aria-label="acme/repo-399"]')!;
    expect(last.getAttribute('aria-rowindex')).toBe('401');
  });
});
