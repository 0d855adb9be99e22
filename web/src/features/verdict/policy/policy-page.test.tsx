import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { answer, loseConnection, openPage, refuse, rightsWithout, serve, stall } from '../../../../test/app';
import { sampleOf } from '../../../../test/sample';
import { WHO } from './messages';
import { type Revision } from './policy.queries';
import { BEFORE_FIRST_SAVE } from './policy-draft';

serve();
afterEach(() => window.sessionStorage.clear());

const REVISION: Revision = {
  ...sampleOf('GateConfigRevisions').revisions[0]!,
  ...BEFORE_FIRST_SAVE,
  ...{ policy_version: 'v4', saved_by: 'user:7', saved_at: '2026-04-19T12:00:00Z' },
};
const { switches } = sampleOf('SimulationInputs');

/** Facts of scans that cannot be judged: what is shown of them needs no evaluator. */
const SCAN = {
  ...{ scan_id: 31, repo_id: 8, repo: 'acme/web', branch: 'main', pr_number: null, stored_status: null },
  ...{ failing_rules: [], facts: null, not_judgeable: 'scan_failed', waivers: [] },
};

const COUNTED = Array.from({ length: 7 }, (_, type) => [type === 0 ? 2 : 0, 0, 0, 0, 0]);
/** A scan with two new critical problems, which passed. */
const JUDGED = {
  ...SCAN,
  ...{ scan_id: 32, stored_status: 'passed', not_judgeable: null },
  facts: {
    ...{ is_baseline_scan: false, has_findings_report: true, rating: null, file_rules: null },
    ...{ failed_tools: [], missing_tools: [] },
    counters: { all: COUNTED, new: COUNTED },
    ...{ duplication_pct: null, new_duplication: null, tests: null, suppressions: null },
    coverage: {
      ...{ all_lines: null, changed_lines: null },
      ...{ has_unmatched_change: false, default_branch_has_coverage: false },
    },
    base: null,
  },
};
/** Facts of a scan with six critical findings of one type. */
const GRAVER = {
  ...JUDGED.facts,
  counters: { all: COUNTED, new: COUNTED.map((row, type) => (type === 0 ? [6, ...row.slice(1)] : row)) },
};
const OFF = Object.fromEntries(
  Object.keys(REVISION.policy).map((rule) => [rule, null]),
) as unknown as Revision['policy'];
/** A policy that both scans pass, and one of a smaller bound fails. */
const FOUR = { ...REVISION, policy: { ...OFF, new_critical_max: 4 } };

/** Returns the requests for revisions alone. */
function know(list: readonly Revision[] = [REVISION], scans: readonly object[] = []): string[] {
  const revisions = { revisions: list, next_cursor: null };
  answer('get', '/quality/gates/simulation-inputs', (_, query) => ({
    body: { scans, repositories: [], switches, ...(query.get('include') === 'revisions' && { revisions }) },
  }));
  return answer('get', '/quality/gates/config/revisions', { body: revisions });
}
const save = () => screen.findByRole('button', { name: 'Save policy' });

describe('the page of the policy', () => {
  it('offers the presets with their rules and effect, and asks before one is saved', async () => {
    know([REVISION], [SCAN]);
    const presets = [
      { ...sampleOf('Preset'), name: 'specified', title: 'Specified', recommended: false },
      { ...sampleOf('Preset'), name: 'clean_changes', title: 'Clean changes', recommended: true },
    ];
    answer('get', '/quality/gates/presets', { body: { presets, chosen: 'specified' } });
    openPage('/policy');
    const clean = within(await screen.findByRole('article', { name: 'Clean changes recommended' }));
    expect(clean.getByText(presets[0]!.rules[0]!.sentence)).toBeTruthy();
    const effect = /^None of the last .* can be judged by this policy\.$/;
    expect(await clean.findByText(effect)).toBeTruthy();
    expect(screen.getByRole('article', { name: 'Specified in force' })).toBeTruthy();
    await userEvent.click(clean.getByRole('button', { name: 'Choose Clean changes' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Judge by Clean changes?' }));
    expect(dialog.getByText(effect)).toBeTruthy();
    const sent: unknown[] = [];
    answer('put', '/quality/gates/config', (body) => {
      sent.push(body);
      return { body: sampleOf('GateConfigSaved') };
    });
    await userEvent.click(dialog.getByRole('button', { name: 'Save Clean changes' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent).toEqual([{ preset: 'clean_changes' }]);
  });

  it('shows on which scans coverage counts, and saves it', async () => {
    const scoped = { ...REVISION, policy: { ...REVISION.policy, new_coverage_on: 'changes' as const } };
    know([scoped, { ...REVISION, policy_version: 'v3' }]);
    openPage('/policy');
    expect(await screen.findByText(/Coverage of new code is judged on:/)).toBeTruthy();
    const field = screen.getByLabelText<HTMLSelectElement>('Coverage of new code is judged on');
    expect(field.value).toBe('changes');
    await userEvent.selectOptions(field, 'all scans');
    const sent: { policy: object }[] = [];
    answer('put', '/quality/gates/config', (body) => {
      sent.push(body as { policy: object });
      return { body: sampleOf('GateConfigSaved') };
    });
    await userEvent.click(await save());
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]!.policy).not.toHaveProperty('new_coverage_on');
  });

  it('says which revision is in force, and what changed', async () => {
    const older = { ...REVISION, policy_version: 'v3', policy: { ...REVISION.policy, new_critical_max: 9 } };
    know([REVISION, older]);
    openPage('/policy');
    expect(await screen.findByText(/Revision v4 is in force/)).toBeTruthy();
    const table = within(screen.getByRole('table', { name: 'Revisions' }));
    expect(table.getAllByRole('row')[1]!.textContent).toMatch(/New critical: at most 9 → at most/);
  });

  it('is read by one request, but for the revisions where the scans have a fault', async () => {
    const alone = know();
    openPage('/policy');
    await screen.findByText(/Revision v4 is in force/);
    await screen.findByText('No scan to try the policy on');
    expect(alone).toEqual([]);
    cleanup();
    const besides = know();
    refuse('get', '/quality/gates/simulation-inputs', 500, 'internal_error');
    openPage('/policy');
    await screen.findByText(/Revision v4 is in force/);
    expect(besides).toHaveLength(1);
  });

  it('explains the first save where nothing was saved yet', async () => {
    know([]);
    openPage('/policy');
    expect(await screen.findByText(/No policy has been saved yet, so no scan is judged\./)).toBeTruthy();
    expect(screen.queryByRole('table', { name: 'Revisions' })).toBeNull();
  });

  it('leads to a first scan where there is none to try the policy on', async () => {
    know();
    openPage('/policy');
    expect(await screen.findByText('No scan to try the policy on')).toBeTruthy();
  });

  it('says of scans that cannot be judged how many, and why', async () => {
    know([REVISION], [SCAN]);
    openPage('/policy');
    expect(await screen.findByText('1 scan cannot be judged: 1 failed while scanning.')).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Would fail' }).textContent).toContain('No further scan would fail.');
  });

  it('is tried by everybody, and saved by whom it is open to', async () => {
    know();
    openPage('/policy', rightsWithout('edit_policy'));
    expect((await save()).getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByRole('button', { name: 'Save policy', description: WHO })).toBeTruthy();
    const field = screen.getByLabelText<HTMLInputElement>('New critical');
    fireEvent.change(field, { target: { value: '7' } });
    expect(field.value).toBe('7');
  });

  it('sends a save with the version that it began from, and says which revision it made', async () => {
    know();
    openPage('/policy');
    fireEvent.change(await screen.findByLabelText('New critical'), { target: { value: '7' } });
    const sent: unknown[] = [];
    answer('put', '/quality/gates/config', (body) => {
      sent.push(body);
      return { body: { ...sampleOf('GateConfigSaved'), policy_version: 'v5' } };
    });
    know([{ ...REVISION, policy_version: 'v5', policy: { ...REVISION.policy, new_critical_max: 7 } }, REVISION]);
    await userEvent.click(await save());
    await userEvent.click(await screen.findByRole('button', { name: 'Save it' }));
    expect(await screen.findByText('Saved as revision v5.')).toBeTruthy();
    expect(sent).toMatchObject([{ policy: { new_critical_max: 7 } }]);
  });

  it('shows theirs and mine where somebody saved meanwhile, and keeps what was typed', async () => {
    know();
    openPage('/policy');
    fireEvent.change(await screen.findByLabelText('New critical'), { target: { value: '7' } });
    refuse('put', '/quality/gates/config', 412, 'precondition_failed');
    know([{ ...REVISION, policy_version: 'v5', policy: { ...REVISION.policy, new_critical_max: 1 } }, REVISION]);
    await userEvent.click(await save());
    await userEvent.click(await screen.findByRole('button', { name: 'Save it' }));
    const conflict = within(await screen.findByRole('table', { name: 'Theirs and mine' }));
    expect(conflict.getByRole('row', { name: /^New critical/ }).textContent).toMatch(/at most 1.*at most 7/);
    expect((await save()).getAttribute('aria-disabled')).toBe('true');
    await userEvent.click(screen.getByRole('button', { name: 'Keep mine' }));
    expect(screen.getByLabelText<HTMLInputElement>('New critical').value).toBe('7');
  });

  it('asks with figures before a policy is saved that fails more scans, and saves none without an answer', async () => {
    know([FOUR], [JUDGED, { ...JUDGED, scan_id: 33 }]);
    openPage('/policy');
    fireEvent.change(await screen.findByLabelText('New critical'), { target: { value: '1' } });
    const sent: unknown[] = [];
    answer('put', '/quality/gates/config', (body) => {
      sent.push(body);
      return { body: { ...sampleOf('GateConfigSaved'), policy_version: 'v5' } };
    });
    await screen.findByText('Of the last 2 scans 2 would fail and 0 would pass; 0 would stay.');
    await userEvent.click(await save());
    const dialog = within(await screen.findByRole('dialog', { name: 'Save a stricter policy?' }));
    expect(dialog.getByText(/^Of the last 2 scans 2 would fail/)).toBeTruthy();
    expect(dialog.queryByText(/by the policy in force/)).toBeNull();
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    expect(sent).toEqual([]);
    await userEvent.click(await save());
    await userEvent.click(await screen.findByRole('button', { name: 'Save it' }));
    expect(await screen.findByText('Saved as revision v5.')).toBeTruthy();
    expect(sent).toMatchObject([{ policy: { new_critical_max: 1 } }]);
    expect(window.sessionStorage).toHaveLength(0);
  });

  it('asks with the number of the page, and says how many the policy in force would fail as well', async () => {
    know([FOUR], [JUDGED, { ...JUDGED, scan_id: 33, facts: GRAVER }]);
    openPage('/policy');
    fireEvent.change(await screen.findByLabelText('New critical'), { target: { value: '1' } });
    const effect = 'Of the last 2 scans 2 would fail and 0 would pass; 0 would stay.';
    await screen.findByText(effect);
    await userEvent.click(await save());
    const dialog = within(await screen.findByRole('dialog', { name: 'Save a stricter policy?' }));
    expect(dialog.getByText(effect)).toBeTruthy();
    expect(dialog.getByText(/^1 of the 2 would fail under the policy in force as well/)).toBeTruthy();
  });

  it('asks with figures before a policy is saved that fails fewer scans, or none at all', async () => {
    know([FOUR], [{ ...JUDGED, stored_status: 'failed', facts: GRAVER }, JUDGED]);
    openPage('/policy');
    fireEvent.change(await screen.findByLabelText('New critical'), { target: { value: '9' } });
    await screen.findByText('Of the last 2 scans 0 would fail and 1 would pass; 1 would stay.');
    await userEvent.click(await save());
    const looser = within(await screen.findByRole('dialog', { name: 'Save a looser policy?' }));
    await userEvent.click(looser.getByRole('button', { name: 'Cancel' }));
    await userEvent.click(screen.getByRole('checkbox', { name: /^The gate judges scans/ }));
    await userEvent.click(await save());
    const dialog = within(await screen.findByRole('dialog', { name: 'Save this policy?' }));
    expect(dialog.getByText('Scans are no longer judged, and no merge is blocked.')).toBeTruthy();
  });

  it('asks with the pull requests that it would block before a failed gate blocks merges', async () => {
    const ofPull = (scan_id: number, pr_number: number, changes: object) => ({
      ...JUDGED,
      scan_id,
      pr_number,
      ...changes,
    });
    const failed = { stored_status: 'failed', facts: GRAVER };
    know(
      [{ ...FOUR, block_merge_on_fail: false }],
      [ofPull(9, 1, failed), ofPull(8, 1, {}), ofPull(7, 2, {}), ofPull(6, 2, failed)],
    );
    openPage('/policy');
    await userEvent.click(await screen.findByRole('checkbox', { name: /^A failed gate blocks the merge/ }));
    await screen.findByText('The last 4 scans would be judged as before.');
    await userEvent.click(await save());
    const dialog = within(await screen.findByRole('dialog', { name: 'Save this policy?' }));
    const words =
      'A failed gate blocks the merge: 1 of 2 pull requests whose newest scan is among these would be blocked.';
    expect(dialog.getByText(words)).toBeTruthy();
  });

  it('has the rules in force first and says so, and the presets first only before the first save', async () => {
    const presets = { presets: [sampleOf('Preset')], chosen: 'own' };
    const order = async () => {
      await screen.findByRole('heading', { name: 'Presets' });
      return screen
        .getAllByRole('heading', { level: 2 })
        .flatMap(({ textContent }) => /^(Rules|Presets)/.exec(textContent)?.[1] ?? []);
    };
    know([FOUR]);
    answer('get', '/quality/gates/presets', { body: presets });
    openPage('/policy');
    expect(await order()).toEqual(['Rules', 'Presets']);
    expect(screen.getByText('in force; an empty field switches its rule off')).toBeTruthy();
    expect(screen.getByText('none is in force: the rules are your own')).toBeTruthy();
    fireEvent.change(await screen.findByLabelText('New critical'), { target: { value: '1' } });
    expect(screen.getByText('an empty field switches its rule off')).toBeTruthy();
    cleanup();
    window.sessionStorage.clear();
    know([]);
    answer('get', '/quality/gates/presets', { body: { ...presets, chosen: null } });
    openPage('/policy');
    expect(await order()).toEqual(['Presets', 'Rules']);
  });

  it('asks before a rule is loosened that turns no verdict, and says which', async () => {
    know([FOUR], [JUDGED]);
    openPage('/policy');
    fireEvent.change(await screen.findByLabelText('New critical'), { target: { value: '7' } });
    await screen.findByText(/would be judged as before/);
    await userEvent.click(await save());
    const dialog = within(await screen.findByRole('dialog', { name: 'Save a looser policy?' }));
    expect(dialog.getByRole('listitem').textContent).toBe('New critical: at most 4 → at most 7');
  });

  it('saves a policy that fails no more scans and loosens nothing without a question', async () => {
    know([FOUR], [JUDGED]);
    openPage('/policy');
    fireEvent.change(await screen.findByLabelText('New critical'), { target: { value: '3' } });
    const sent: unknown[] = [];
    answer('put', '/quality/gates/config', (body) => {
      sent.push(body);
      return { body: { ...sampleOf('GateConfigSaved'), policy_version: 'v5' } };
    });
    await userEvent.click(await save());
    expect(await screen.findByText('Saved as revision v5.')).toBeTruthy();
    expect(sent).toHaveLength(1);
  });

  it('keeps a draft for the tab, which a reload shows again, until it is dropped', async () => {
    know();
    openPage('/policy');
    fireEvent.change(await screen.findByLabelText('New critical'), { target: { value: '7' } });
    cleanup();
    know();
    const router = openPage('/policy');
    expect((await screen.findByLabelText<HTMLInputElement>('New critical')).value).toBe('7');
    act(() => void router.navigate({ to: '/settings/sessions' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Leave without saving?' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Drop draft' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/settings/sessions'));
    expect(window.sessionStorage).toHaveLength(0);
  });

  it('asks before it is left with a draft alone, and the draft waits', async () => {
    know();
    const router = openPage('/policy');
    fireEvent.change(await screen.findByLabelText('New critical'), { target: { value: '7' } });
    act(() => void router.navigate({ to: '/policy', search: { kind: 'pr' } }));
    await waitFor(() => expect(router.state.location.search).toEqual({ kind: 'pr' }));
    act(() => void router.navigate({ to: '/settings/sessions' }));
    const question = { name: 'Leave without saving?' };
    await userEvent.click(within(await screen.findByRole('dialog', question)).getByRole('button', { name: 'Cancel' }));
    expect(router.state.location.pathname).toBe('/policy');
    act(() => void router.navigate({ to: '/settings/sessions' }));
    await userEvent.click(within(await screen.findByRole('dialog', question)).getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/settings/sessions'));
    act(() => void router.navigate({ to: '/policy' }));
    expect((await screen.findByLabelText<HTMLInputElement>('New critical')).value).toBe('7');
    fireEvent.change(screen.getByLabelText('New critical'), {
      target: { value: String(REVISION.policy.new_critical_max ?? '') },
    });
    act(() => void router.navigate({ to: '/settings/sessions' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/settings/sessions'));
  });

  it('comes back without a question while the next page loads', async () => {
    know();
    stall('get', '/overview');
    const router = openPage('/policy');
    fireEvent.change(await screen.findByLabelText('New critical'), { target: { value: '7' } });
    act(() => void router.navigate({ to: '/' }));
    const question = { name: 'Leave without saving?' };
    await userEvent.click(within(await screen.findByRole('dialog', question)).getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    act(() => void router.navigate({ to: '/policy' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/policy'));
    expect(screen.queryByRole('dialog', question)).toBeNull();
    expect((await screen.findByLabelText<HTMLInputElement>('New critical')).value).toBe('7');
  });

  it('begins with the policy in force where the tab has a draft of another form', async () => {
    const { user, org } = sampleOf('Me');
    window.sessionStorage.setItem(`policy-draft.${user.id}.${org.id}`, '{"texts":3}');
    know();
    openPage('/policy');
    const field = await screen.findByLabelText<HTMLInputElement>('New critical');
    expect(field.value).toBe(String(REVISION.policy.new_critical_max ?? ''));
  });

  it('says at the field what the service refuses', async () => {
    know();
    openPage('/policy');
    fireEvent.change(await screen.findByLabelText('New critical'), { target: { value: '7' } });
    const errors = [{ field: 'policy.new_critical_max', message: 'must be smaller' }];
    answer('put', '/quality/gates/config', { status: 400, body: { code: 'validation_failed', errors } });
    await userEvent.click(await save());
    await userEvent.click(await screen.findByRole('button', { name: 'Save it' }));
    expect(await screen.findByText('must be smaller')).toBeTruthy();
  });

  it('keeps the form where the facts of scans fail, and tries again', async () => {
    know();
    refuse('get', '/quality/gates/simulation-inputs', 500, 'internal_error', 'It is broken.');
    openPage('/policy');
    expect((await screen.findByRole('alert')).textContent).toContain('It is broken.');
    expect((await save()).hasAttribute('aria-disabled')).toBe(false);
    know([REVISION], [SCAN]);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/1 scan cannot be judged/)).toBeTruthy();
  });

  it('shows its outline while the answer takes time', async () => {
    know();
    stall('get', '/quality/gates/simulation-inputs');
    openPage('/policy');
    expect(await screen.findByRole('status', { name: 'Loading' })).toBeTruthy();
  });

  it.each([
    ['Not accessible to you', (route: string) => refuse('get', route, 403, 'forbidden')],
    ['This page could not be loaded', (route: string) => refuse('get', route, 500, 'internal_error')],
    ['The service does not answer', (route: string) => loseConnection('get', route)],
  ])('says in words: %s', async (heading, fail) => {
    for (const route of ['/quality/gates/simulation-inputs', '/quality/gates/config/revisions']) fail(route);
    openPage('/policy');
    expect(await screen.findByRole('heading', { name: heading })).toBeTruthy();
  });
});
