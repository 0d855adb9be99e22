import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from '../../src/cli/main.js';
import { type Answer, type FakeBehaviour, FakeService, type SeenRequest, VALID_TOKEN } from './support/fake-service.js';
import { GitRepository } from './support/git-repository.js';
import { recordingTerminal } from './support/recording-terminal.js';

const POLICY = {
  new_critical_max: 0,
  new_high_max: 2,
  duplication_pct_max: 3,
  complexity_new_max: 15,
  rating_min: 'C',
  new_coverage_min: 80,
};
const CONFIG = {
  org_id: 1,
  enabled: true,
  block_merge_on_fail: false,
  applies_to_new_code_only: true,
  policy: POLICY,
  policy_version: 'v4',
  configured: true,
};
const REPOS = { repos: [{ id: 8, name: 'acme/shop', default_branch: 'main' }], next_cursor: null };

const folder = mkdtempSync(path.join(tmpdir(), 'qgate-test-'));
let service: FakeService;
beforeEach(() => {
  // Retries wait a random share of their delay: none of it here.
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await service.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Routes = Readonly<Record<string, Answer | 'drop'>>;

const answersOf = (routes: Routes, method: string, route: string): Answer | 'drop' | null =>
  routes[`${method} ${route}`] ?? null;

const answering = (routes: Routes): FakeBehaviour => ({
  intercept: ({ method, path: route }) => answersOf(routes, method, route),
});

interface Place {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly stdin?: string;
}

async function qgate(
  args: readonly string[],
  behaviour: FakeBehaviour = {},
  { env = {}, cwd = folder, stdin }: Place = {},
) {
  service = await FakeService.start(behaviour);
  return call(args, { env, cwd, ...(stdin !== undefined && { stdin }) });
}

/** A further command against the service of the last. */
async function call(args: readonly string[], { env = {}, cwd = folder, stdin }: Place = {}) {
  const recording = recordingTerminal(cwd, {
    QGATE_URL: service.url,
    QGATE_TOKEN: VALID_TOKEN,
    QGATE_RETRIES: '5',
    XDG_CONFIG_HOME: folder,
    ...env,
  });
  const terminal = stdin === undefined ? recording : { ...recording, stdin: lines(stdin) };
  const exitCode = await main(args, terminal);
  return { exitCode, out: recording.out(), err: recording.err() };
}

async function* lines(text: string): AsyncGenerator<string> {
  await Promise.resolve();
  yield text;
}

const bodyOf = (route: string): unknown => JSON.parse(service.requestsTo(route)[0]!.body);

describe('qgate', () => {
  it.each([
    [['--help'], 0],
    [['waiver', 'create', '--help'], 0],
    [['--version'], 0],
    [[], 2],
    [['waiver'], 2],
  ])('%p exits %d', async (args, code) => {
    expect((await qgate(args)).exitCode).toBe(code);
  });

  it.each([
    [['satus', '3'], "unknown command 'satus'", '(Did you mean status?)'],
    [['waiver', 'crate'], "unknown command 'crate'", '(Did you mean create?)'],
    [['run', '--sotf-fail'], "unknown option '--sotf-fail'", '(Did you mean --soft-fail?)'],
  ])('%p is taken for a slip', async (args, what, suggestion) => {
    const { exitCode, err } = await qgate(args);
    expect(exitCode).toBe(2);
    expect(err).toContain(what);
    expect(err).toContain(suggestion);
  });

  it.each([
    'run',
    'local',
    'analyze',
    'upload coverage',
    'upload findings',
    'complete',
    'wait',
    'status',
    'evaluate',
    'policy get',
    'policy set',
    'policy unset',
    'policy validate',
    'waiver list',
    'waiver create',
    'waiver revoke',
    'baseline rebuild',
    'baseline undo',
    'mark-fp',
    'init',
    'doctor',
    'login',
    'logout',
    'completion',
  ])('%s: its help has an example that its own options understand', async (command) => {
    const { out } = await qgate([...command.split(' '), '--help']);
    const examples = [...out.matchAll(/^ {2}\$ (qgate .*)$/gm)].map(([, example]) => example!);
    expect(examples.length).toBeGreaterThan(0);
    expect(examples[0]).toContain(`qgate ${command}`);
    const known = new Set([...out.matchAll(/--[a-z-]+/g)].map(([flag]) => flag));
    const ofExamples = examples.filter((each) => each.includes(`qgate ${command}`)).join(' ');
    for (const [flag] of ofExamples.matchAll(/--[a-z-]+/g)) expect(known).toContain(flag);
  });
});

describe('qgate policy', () => {
  const routes = {
    'GET /quality/gates/config': { status: 200, body: CONFIG },
    'PUT /quality/gates/config': {
      status: 200,
      body: { ...CONFIG, policy_version: 'v5', saved: true, ignored_keys: [] },
    },
  };

  it('set --preset copies a preset, which no rule may stand beside', async () => {
    const chosen = await qgate(['policy', 'set', '--preset', 'clean_changes'], answering(routes));
    expect(chosen).toEqual({ exitCode: 0, out: 'Saved: v5.\n', err: '' });
    expect(bodyOf('PUT /quality/gates/config')).toEqual({ preset: 'clean_changes' });
    const both = await call(['policy', 'set', '--preset', 'strict', 'new_high_max=0']);
    expect([both.exitCode, both.err]).toEqual([2, expect.stringContaining('--preset replaces all rules.')]);
    expect((await call(['policy', 'set', '--preset', 'clean'])).exitCode).toBe(2);
  });

  it('get prints on which scans coverage counts, and set takes it', async () => {
    const policy = { ...POLICY, new_coverage_on: 'changes' };
    const config = { status: 200, body: { ...CONFIG, policy } };
    const { out } = await qgate(['policy', 'get'], answering({ ...routes, 'GET /quality/gates/config': config }));
    expect(out).toContain('  new_coverage_on: changes\n');
    writeFileSync(path.join(folder, 'policy.yaml'), out);
    await call(['policy', 'set', '--file', 'policy.yaml']);
    expect(bodyOf('PUT /quality/gates/config')).toMatchObject({ policy });
    await qgate(['policy', 'set', 'new_coverage_on=all'], answering(routes));
    expect(bodyOf('PUT /quality/gates/config')).toMatchObject({ policy: { new_coverage_on: 'all' } });
  });

  it('get prints YAML that set takes back', async () => {
    const { out } = await qgate(['policy', 'get'], answering(routes));
    expect(out).toContain('# v4\npolicy:\n  new_critical_max: 0\n');
    writeFileSync(path.join(folder, 'policy.yaml'), out);
    const again = await call(['policy', 'set', '--file', 'policy.yaml']);
    expect(again).toEqual({ exitCode: 0, out: 'Saved: v5.\n', err: '' });
    const { enabled, block_merge_on_fail, applies_to_new_code_only } = CONFIG;
    expect(bodyOf('PUT /quality/gates/config')).toEqual({
      policy: POLICY,
      enabled,
      block_merge_on_fail,
      applies_to_new_code_only,
    });
  });

  it('set changes what is named, keeps the rest, and guards against a change in between', async () => {
    const args = [
      'policy',
      'set',
      'new_high_max=0',
      'new_coverage_min=off',
      'rating_min=b',
      'block_merge_on_fail=true',
    ];
    const { exitCode } = await qgate(args, answering(routes));
    expect(exitCode).toBe(0);
    expect(bodyOf('PUT /quality/gates/config')).toEqual({
      policy: { ...POLICY, new_high_max: 0, new_coverage_min: null, rating_min: 'B' },
      block_merge_on_fail: true,
    });
    expect(service.requestsTo('PUT /quality/gates/config')[0]?.headers['if-match']).toBe('"v4"');
  });

  it('set leaves the policy alone where only a switch is named', async () => {
    await qgate(['policy', 'set', 'enabled=false'], answering(routes));
    expect(bodyOf('PUT /quality/gates/config')).toEqual({ enabled: false });
  });

  it.each([
    [['new_hihg_max=1'], 'new_hihg_max=1 is not a change'],
    [['new_high_max=-1'], 'new_high_max must be a whole number'],
    [['rating_min=F'], 'rating_min must be one of the letters'],
    [['enabled=perhaps'], 'enabled must be true or false'],
    [[], 'Nothing to change.'],
    [['--file', 'nowhere.yaml'], '--file nowhere.yaml cannot be read'],
  ])('set %p is refused before anything is sent', async (args, message) => {
    const { exitCode, err } = await qgate(['policy', 'set', ...args], answering(routes));
    expect(exitCode).toBe(2);
    expect(err).toContain(message);
    expect(service.requestsTo('PUT /quality/gates/config')).toEqual([]);
  });

  it('set says when somebody else was faster', async () => {
    const conflict = { status: 409, body: { code: 'revision_conflict', detail: 'The policy has changed: v5.' } };
    const { exitCode, err } = await qgate(
      ['policy', 'set', 'new_high_max=0'],
      answering({ ...routes, 'PUT /quality/gates/config': conflict }),
    );
    expect(exitCode).toBe(2);
    expect(err).toContain('The policy has changed: v5.');
  });

  describe('unset', () => {
    const own = { ...CONFIG, configured: true, overrides: { new_high_max: 5 } };
    const ofRepo = {
      'GET /repos': { status: 200, body: REPOS },
      'GET /quality/gates/config': { status: 200, body: own },
      'DELETE /quality/gates/config': { status: 204, body: null },
    };

    it('removes the policy of a repository, and guards against a change in between', async () => {
      const { exitCode, out } = await qgate(['policy', 'unset', '--repo', 'acme/shop'], answering(ofRepo));
      expect([exitCode, out]).toEqual([0, 'Removed: acme/shop follows the policy of its organization.\n']);
      const [request] = service.requestsTo('DELETE /quality/gates/config');
      expect([request?.query.get('repo_id'), request?.headers['if-match']]).toEqual(['8', '"v4"']);
    });

    it('removes nothing where the repository has no policy of its own', async () => {
      const none = { ...ofRepo, 'GET /quality/gates/config': { status: 200, body: { ...own, configured: false } } };
      const { exitCode, out } = await qgate(['policy', 'unset', '--repo', 'acme/shop'], answering(none));
      expect([exitCode, out]).toEqual([0, 'Nothing changed: acme/shop has no policy of its own.\n']);
      expect(service.requestsTo('DELETE /quality/gates/config')).toEqual([]);
    });

    it.each([
      [[], "required option '--repo <name>' not specified"],
      [['--repo', 'acme/other'], 'has no repository acme/other'],
    ])('%p exits 2', async (args, message) => {
      const { exitCode, err } = await qgate(['policy', 'unset', ...args], answering(ofRepo));
      expect(exitCode).toBe(2);
      expect(err).toContain(message);
      expect(service.requestsTo('DELETE /quality/gates/config')).toEqual([]);
    });
  });

  it('set is not repeated where it may have arrived', async () => {
    const { exitCode, err } = await qgate(
      ['policy', 'set', 'new_high_max=0'],
      answering({ ...routes, 'PUT /quality/gates/config': 'drop' }),
    );
    expect(exitCode).toBe(4);
    expect(err).toContain('The request may have taken effect, so qgate does not repeat it.');
    expect(service.requestsTo('PUT /quality/gates/config')).toHaveLength(1);
  });

  it('validate takes a good file and names every fault of a bad one', async () => {
    writeFileSync(path.join(folder, 'good.yaml'), 'new_high_max: 0\n');
    expect(await qgate(['policy', 'validate', 'good.yaml'])).toEqual({
      exitCode: 0,
      out: 'good.yaml is valid.\n  new_high_max: 0\n',
      err: '',
    });
    writeFileSync(path.join(folder, 'bad.yaml'), 'new_hihg_max: 0\nrating_min: F\n');
    const { exitCode, err } = await call(['policy', 'validate', 'bad.yaml']);
    expect(exitCode).toBe(6);
    expect(err).toContain('bad.yaml: unknown key "new_hihg_max"');
    expect(err).toContain('bad.yaml: rating_min must be one of the letters');
    expect(service.requests).toEqual([]);
  });
});

describe('qgate waiver', () => {
  const waiver = {
    id: 3,
    rule: 'new_high_max',
    repo_id: 8,
    pr_number: 12,
    reason: 'see SEC-12',
    created_at: '2026-01-01T00:00:00.000Z',
    expires_at: '2099-01-01T00:00:00.000Z',
    max_actual: 3,
  };
  const routes = {
    'GET /repos': { status: 200, body: REPOS },
    'GET /quality/gates/waivers': { status: 200, body: { org_id: 1, waivers: [waiver], next_cursor: null } },
    'POST /quality/gates/waivers': { status: 200, body: waiver },
    'POST /quality/gates/waivers/3/revoke': {
      status: 200,
      body: { id: 3, revoked: true, revoked_at: '2026-02-02T00:00:00.000Z' },
    },
  };

  it('list shows them in columns, of one repository where it is named', async () => {
    const { out } = await qgate(['waiver', 'list', '--repo', 'acme/shop', '--all'], answering(routes));
    expect(out.split('\n')[1]).toMatch(
      /^3 +new_high_max +repository 8, pull request 12 +3 +2099-01-01\S+ +- +see SEC-12$/,
    );
    expect(Object.fromEntries(service.requestsTo('GET /quality/gates/waivers')[0]!.query)).toEqual({
      repo_id: '8',
      include_expired: 'true',
      include_revoked: 'true',
      limit: '200',
    });
  });

  it.each([
    [{ evaluations: 0, last_scan_id: null, last_used_at: null }, 'never'],
    [{ evaluations: 1, last_scan_id: 7, last_used_at: '2026-03-04T05:06:07Z' }, '1 time, last by scan 7 on 2026-03-04'],
    [
      { evaluations: 9, last_scan_id: 7, last_used_at: '2026-03-04T05:06:07Z' },
      '9 times, last by scan 7 on 2026-03-04',
    ],
  ])('list shows the use of each (%j)', async (usage, words) => {
    const list = { status: 200, body: { org_id: 1, waivers: [{ ...waiver, usage }], next_cursor: null } };
    const { out } = await qgate(['waiver', 'list'], answering({ ...routes, 'GET /quality/gates/waivers': list }));
    expect(out.split('\n')[1]).toMatch(new RegExp(` ${words} +see SEC-12$`));
  });

  it('create sends what was said', async () => {
    const args = ['--rule', 'new_high_max', '--reason', 'see SEC-12', '--repo', 'acme/shop', '--pr', '12'];
    const { exitCode, out } = await qgate(
      ['waiver', 'create', ...args, '--until', '2099-01-01', '--max-actual', '3'],
      answering(routes),
    );
    expect(exitCode).toBe(0);
    expect(bodyOf('POST /quality/gates/waivers')).toEqual({
      rule: 'new_high_max',
      reason: 'see SEC-12',
      repo_id: 8,
      pr_number: 12,
      expires_at: '2099-01-01T23:59:59.000Z',
      max_actual: 3,
    });
    expect(out).toContain('Waiver 3 of new_high_max: acme/shop, pull request 12, until');
  });

  it.each([
    ['a lost answer', 'drop', 1],
    ['a gateway that gave up', { status: 502 }, 1],
    ['a service that is too busy', { status: 503, headers: { 'retry-after': '0' } }, 6],
  ] as const)('create is never doubled: after %s', async (_name, answer, tries) => {
    const { exitCode } = await qgate(
      ['waiver', 'create', '--rule', 'new_high_max', '--reason', 'x'],
      answering({ ...routes, 'POST /quality/gates/waivers': answer }),
    );
    expect(exitCode).toBe(4);
    expect(service.requestsTo('POST /quality/gates/waivers')).toHaveLength(tries);
  });

  it.each([
    [['--rule', 'new_high', '--reason', 'x'], "argument 'new_high' is invalid"],
    [['--rule', 'new_high_max'], "required option '--reason <text>' not specified"],
    [['--rule', 'new_high_max', '--reason', 'x', '--pr', '3'], '--pr needs --repo'],
    [['--rule', 'new_high_max', '--reason', 'x', '--expires', 'soon'], '--expires must be a date'],
    [['--rule', 'new_high_max', '--reason', 'x', '--expires', '2001-01-01'], '--expires must be in the future'],
    [['--rule', 'new_high_max', '--reason', 'x', '--until', 'soon'], '--until must be a date'],
    [['--rule', 'new_high_max', '--reason', 'x', '--repo', 'acme/other'], 'has no repository acme/other'],
  ])('create %p exits 2', async (args, message) => {
    const { exitCode, err } = await qgate(['waiver', 'create', ...args], answering(routes));
    expect(exitCode).toBe(2);
    expect(err).toContain(message);
    expect(service.requestsTo('POST /quality/gates/waivers')).toEqual([]);
  });

  it('revoke', async () => {
    const { out } = await qgate(['waiver', 'revoke', '3'], answering(routes));
    expect(out).toBe('Waiver 3 was revoked at 2026-02-02T00:00:00.000Z.\n');
    expect((await call(['waiver', 'revoke', '07'])).exitCode).toBe(2);
    expect((await call(['waiver', 'revoke', '4'])).exitCode).toBe(2);
  });
});

describe('qgate baseline', () => {
  const routes = {
    'GET /repos': { status: 200, body: REPOS },
    'POST /quality/gates/rebuild-baseline/8': {
      status: 200,
      body: { repo_id: 8, branch: 'main', cleared_fingerprints: 12, note: '' },
    },
    'POST /quality/gates/rebuild-baseline/8/undo': {
      status: 200,
      body: { repo_id: 8, branch: 'main', restored_fingerprints: 12 },
    },
  };

  it('rebuild and undo say what happened', async () => {
    const { out } = await qgate(['baseline', 'rebuild', '--repo', 'acme/shop'], answering(routes));
    expect(out).toContain('acme/shop: 12 known problems cleared. The next scan of main establishes the baseline again');
    const undone = await call(['baseline', 'undo'], { env: { QGATE_REPO: 'acme/shop' } });
    expect(undone.out).toBe('acme/shop: 12 known problems restored.\n');
  });

  it('takes the repository of the checkout', async () => {
    const repository = GitRepository.create('acme');
    repository.git('remote', 'add', 'origin', 'git@git.example:acme/shop.git');
    const { exitCode } = await qgate(['baseline', 'undo'], answering(routes), { cwd: repository.root });
    expect(exitCode).toBe(0);
    repository.remove();
  });

  it('asks for the repository elsewhere', async () => {
    const { exitCode, err } = await qgate(['baseline', 'rebuild'], answering(routes));
    expect(exitCode).toBe(2);
    expect(err).toContain('Name the repository with --repo.');
  });
});

describe('qgate mark-fp', () => {
  const routes = { 'POST /quality/findings/mark-fp': { status: 200, body: { issue_id: 7 } } };

  it.each([
    [['--reason', 'checked'], { issue_id: 7, is_fp: true, reason: 'checked' }],
    [['--undo'], { issue_id: 7, is_fp: false }],
  ])('%p', async (args, sent) => {
    expect((await qgate(['mark-fp', '7', ...args], answering(routes))).exitCode).toBe(0);
    expect(bodyOf('POST /quality/findings/mark-fp')).toEqual(sent);
  });

  it.each([[[]], [['--undo', '--reason', 'x']]])('%p exits 2', async (args) => {
    expect((await qgate(['mark-fp', '7', ...args], answering(routes))).exitCode).toBe(2);
  });
});

describe('a write that turns verdicts', () => {
  const change = { scan_id: 9, repo: 'acme/shop', branch: 'b', pr_number: 12, from: 'failed', to: 'passed' };
  const turned = {
    status: 200,
    body: {
      id: 3,
      rule: 'new_high_max',
      issue_id: 7,
      revoked_at: '2026-02-02T00:00:00Z',
      repo_id: 8,
      pr_number: 12,
      expires_at: null,
      changes_verdicts: [change],
    },
  };
  const judged = { status: 200, body: { scan_id: 9, status: 'passed' } };
  const routes = {
    'POST /quality/gates/waivers': turned,
    'POST /quality/gates/waivers/3/revoke': turned,
    'POST /quality/findings/mark-fp': turned,
    'POST /quality/findings/accept': turned,
    'DELETE /quality/findings/accept/7': turned,
    'POST /quality/gates/recompute/9': judged,
  };
  const recomputed = () => service.requestsTo('POST /quality/gates/recompute/9').length;
  const WRITES = [
    [['waiver', 'create', '--rule', 'new_high_max', '--reason', 'x']],
    [['waiver', 'revoke', '3']],
    [['mark-fp', '7', '--reason', 'x']],
    [['accept', '7', '--reason', 'x', '--until', '2099-01-01']],
    [['accept', '7', '--reason', 'x', '--expires', '2099-01-01']],
    [['accept', '7', '--undo']],
  ];

  it.each(WRITES)('names them, and judges them with --judge: %p', async (args) => {
    const { exitCode, err } = await qgate(args, answering(routes));
    expect([exitCode, recomputed()]).toEqual([0, 0]);
    expect(err).toContain('acme/shop, pull request 12 (scan 9) is failed; judged again, it would be passed.');
    expect(err).toContain('Judge again with --judge, or one by one: qgate recompute 9');
    const judging = await call([...args, '--judge', '--json']);
    expect([judging.exitCode, recomputed()]).toEqual([0, 1]);
    expect(JSON.parse(judging.out)).toMatchObject({ changes_verdicts: [change] });
    expect((await call([...args, '--no-judge'])).err).not.toContain('--judge');
    expect(recomputed()).toBe(1);
  });

  it.each([
    ['accept', '7', '--reason', 'x', '--expires', '2099-01-01'],
    ['waiver', 'create', '--rule', 'new_high_max', '--reason', 'x', '--expires', '2099-01-01'],
  ])('%s sends the end that its other option gives', async (...args) => {
    expect((await qgate(args, answering(routes))).exitCode).toBe(0);
    const [sent] = service.requests.filter(({ method }) => method === 'POST');
    expect(JSON.stringify(sent!.body)).toContain('2099-01-01T23:59:59.000Z');
  });

  it('mark-fp sends the scan whose finding is meant', async () => {
    await qgate(['mark-fp', '7', '--reason', 'x', '--scan', '9'], answering(routes));
    expect(bodyOf('POST /quality/findings/mark-fp')).toEqual({ issue_id: 7, is_fp: true, reason: 'x', scan_id: 9 });
    expect((await call(['mark-fp', '7', '--reason', 'x', '--scan', 'x'])).exitCode).toBe(2);
  });

  it('is kept where the token may not judge, which exits 3', async () => {
    const refused = { status: 403, body: { code: 'role_required', detail: 'This needs an ORG_ADMIN.' } };
    const { exitCode, out, err } = await qgate(
      ['mark-fp', '7', '--reason', 'x', '--judge'],
      answering({ ...routes, 'POST /quality/gates/recompute/9': refused }),
    );
    expect(exitCode).toBe(3);
    expect(out).toContain('is marked as a false positive');
    expect(err).toContain('The mark is saved, but this token may not judge scans again: ask an administrator.');
  });

  it('accept sends its end, and takes itself back', async () => {
    const route = 'DELETE /quality/findings/accept/7';
    await qgate(['accept', '7', '--reason', 'x'], answering({ ...routes, [route]: { status: 204, body: null } }));
    expect(bodyOf('POST /quality/findings/accept')).toEqual({ issue_id: 7, reason: 'x', until: null });
    expect((await call(['accept', '7', '--undo'])).out).toBe('Issue 7 counts again.\n');
    expect((await call(['accept', '7'])).exitCode).toBe(2);
  });
});

describe('qgate wait, status and evaluate', () => {
  const verdict = (status: string | null) => ({
    status: 200,
    body: { scan_id: 5, status, violations: [], scanned_branch: 'feature', is_baseline_scan: false },
  });
  const route = 'GET /quality/gates/status/5';
  const noFindings = { 'GET /scans/5/findings': { status: 200, body: { findings: [], next_cursor: null, total: 0 } } };

  it.each([
    ['passed', 0],
    ['failed', 1],
    ['not_configured', 0],
    [null, 5],
  ])('status of a scan that is %s exits %d', async (status, code) => {
    const { exitCode } = await qgate(['status', '5'], answering({ [route]: verdict(status), ...noFindings }));
    expect(exitCode).toBe(code);
    expect(service.requestsTo(route)[0]?.query.get('wait')).toBe('0');
  });

  describe('status and recompute of a place', () => {
    const placed = {
      [route]: verdict('passed'),
      'POST /quality/gates/recompute/5': verdict('passed'),
      ...noFindings,
      'GET /scans': { status: 200, body: { scans: [{ scan_id: 5 }], next_cursor: null } },
      'GET /scans/5': {
        status: 200,
        body: { scan_id: 5, repo_id: 8, branch: 'feature', commit_sha: 'c0ffee1', pr_number: 7 },
      },
      'GET /repos/8': { status: 200, body: REPOS.repos[0] },
    };
    const asked = () => Object.fromEntries(service.requestsTo('GET /scans')[0]!.query);

    it.each([
      [['--pr', '7'], { pr_number: '7' }],
      [['--branch', 'feature'], { branch: 'feature' }],
      [['--commit', 'c0ffee1', '--branch', 'feature'], { commit_sha: 'c0ffee1', branch: 'feature' }],
    ])('%p', async (args, query) => {
      const where = ['--repo', 'acme/shop', ...args, '--output', 'json'];
      const { exitCode, out } = await qgate(['status', ...where], answering(placed), { env: { QGATE_PR: '99' } });
      expect(exitCode).toBe(0);
      expect(asked()).toEqual({ repo: 'acme/shop', ...query, limit: '1' });
      const complete = { scan_id: 5, repo: 'acme/shop', branch: 'feature', commit_sha: 'c0ffee1', pr_number: 7 };
      expect(JSON.parse(out)).toMatchObject({ ...complete, status: 'passed' });
      const judged = await call(['recompute', ...where]);
      expect(JSON.parse(judged.out)).toMatchObject({ ...complete, status: 'passed' });
    });

    it('is HEAD of the checkout unless something is named', async () => {
      const repository = GitRepository.create('head');
      const head = repository.commit({ 'a.txt': 'a' });
      await qgate(['status'], answering(placed), { cwd: repository.root, env: { QGATE_REPO: 'acme/shop' } });
      expect(asked()).toEqual({ repo: 'acme/shop', commit_sha: head, limit: '1' });
      repository.remove();
    });

    it('without a scan exits 2', async () => {
      const none = { ...placed, 'GET /scans': { status: 200, body: { scans: [], next_cursor: null } } };
      const { exitCode, err } = await qgate(['status', '--repo', 'acme/shop', '--pr', '7'], answering(none));
      expect([exitCode, err]).toEqual([2, expect.stringContaining('No scan of pull request 7 exists in acme/shop.')]);
      expect((await call(['recompute', '--repo', 'acme/shop'])).err).toContain(
        'Give the id of the scan, or --pr, --branch or --commit.',
      );
    });
  });

  it('wait asks until there is a verdict', async () => {
    const behaviour: FakeBehaviour = {
      intercept: ({ method, path: asked }, count) => {
        if (`${method} ${asked}` === route) return verdict(count < 2 ? null : 'failed');
        return answersOf(noFindings, method, asked);
      },
    };
    const { exitCode, out } = await qgate(['wait', '5', '--output', 'json'], behaviour);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ scan_id: 5, branch: 'feature', status: 'failed', exit_code: 1 });
  });

  describe('wait, where the service answers early with Retry-After', () => {
    const times: number[] = [];
    const early = (retryAfter: string): FakeBehaviour => ({
      intercept: ({ method, path: asked }, count) => {
        if (`${method} ${asked}` !== route) return answersOf(noFindings, method, asked);
        times.push(Date.now());
        return count < 2 ? { ...verdict(null), headers: { 'retry-after': retryAfter } } : verdict('passed');
      },
    });
    beforeEach(() => void times.splice(0));

    it('repeats its request then', async () => {
      expect((await qgate(['wait', '5'], early('2'))).exitCode).toBe(0);
      expect(times).toHaveLength(2);
      expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(1_990);
    });

    it('gives up in time', async () => {
      expect((await qgate(['wait', '5', '--timeout', '1'], early('10'))).exitCode).toBe(5);
      expect(times).toHaveLength(1);
    });
  });

  it('wait gives up in time', async () => {
    expect((await qgate(['wait', '5', '--timeout', '1'], answering({ [route]: verdict(null) }))).exitCode).toBe(5);
  });

  it.each(['status', 'wait', 'evaluate'])('%s of a scan that is not there exits 2', async (command) => {
    const { exitCode, err } = await qgate([command, '5'], {});
    expect(exitCode).toBe(2);
    expect(err).toContain('There is no such thing.');
  });

  describe('status', () => {
    const problem = (rule_id: string) => ({
      ...{ issue_id: 1, rule_id, tool: 'a-tool', type: 'bug', severity: 'high', file_path: 'src/a.js', line: 3 },
      message: 'Amiss.',
    });
    const list = (...rules: string[]): Answer => ({
      status: 200,
      body: { findings: rules.map(problem), next_cursor: null, total: rules.length },
    });
    const gate = {
      scan_id: 7,
      status: 'failed',
      base: { scan_id: 3, branch: 'main', commit_sha: 'fee1234', exact: true, commits_behind: 0, same_tools: true },
      violations: [{ rule: 'rating_min', threshold: 'C', actual: 'D', severity: 'high' }],
      waived_violations: [
        { rule: 'new_high_max', threshold: 0, actual: 1, severity: 'high', waived: true, waiver_id: 5 },
      ],
    };
    const waiver = { id: 5, rule: 'new_high_max', reason: 'Split in Q3', created_by_name: 'Ada', expires_at: null };
    const ratings = {
      maintainability_rating: 'A',
      reliability_rating: 'D',
      coverage_rating: 'B',
      duplication_rating: null,
    };

    const behaviour = (routes: Routes): FakeBehaviour => ({
      intercept: ({ method, path: route, query }) => {
        if (route === '/scans/7/findings') return query.get('is_new') === 'true' ? list('fresh') : list('deep-nesting');
        const known: Routes = {
          'GET /quality/gates/status/7': { status: 200, body: gate },
          'GET /quality/ratings/7': { status: 200, body: ratings },
          'GET /scans/7/compare/3': { status: 200, body: { counts: { fixed: 4 }, fixed: [problem('no-eval')] } },
          'GET /quality/gates/waivers': {
            status: 200,
            body: { waivers: [waiver, { ...waiver, id: 6, reason: 'No' }] },
          },
        };
        return answersOf({ ...known, ...routes }, method, route);
      },
    });

    it('shows what breaks a rating, what was fixed, and by which waiver a rule is waived', async () => {
      const { exitCode, out } = await qgate(['status', '7'], behaviour({}));
      expect(exitCode).toBe(1);
      expect(out).toMatch(/What breaks rating_min \(1\)\n +src\/a\.js:3 +high a-tool deep-nesting: Amiss\./);
      expect(out).toMatch(/Fixed findings \(4\)\n +src\/a\.js:3 +high a-tool no-eval: Amiss\.\n +and +3 more/);
      expect(out).toMatch(/new_high_max +waiver 5 by Ada without an end date: Split in Q3/);
      const [, ofRating] = service.requestsTo('GET /scans/7/findings');
      expect(Object.fromEntries(ofRating!.query)).toMatchObject({ severity: 'critical,high', is_fp: 'false' });
    });

    it('reads no findings for a rating that coverage makes', async () => {
      const low = { ...ratings, coverage_rating: 'E' };
      const { out } = await qgate(['status', '7'], behaviour({ 'GET /quality/ratings/7': { status: 200, body: low } }));
      expect(out).not.toContain('What breaks');
      expect(out).toContain('rating_min is the worst of');
      expect(service.requestsTo('GET /scans/7/findings')).toHaveLength(1);
    });

    it('shows the verdict without details that cannot be read', async () => {
      const gone = { status: 403, body: { code: 'forbidden', detail: 'Not for this key.' } };
      const { exitCode, out, err } = await qgate(
        ['status', '7'],
        behaviour({ 'GET /scans/7/compare/3': gone, 'GET /quality/gates/waivers': gone }),
      );
      expect([exitCode, out]).toEqual([1, expect.stringContaining('Gate failed: rating_min broken')]);
      expect(err).toContain('The fixed findings cannot be listed: ');
      expect(err).toContain('The waivers cannot be listed: ');
    });
  });

  it('evaluate judges under a draft', async () => {
    const evaluate = 'POST /quality/gates/evaluate/5';
    writeFileSync(path.join(folder, 'draft.yaml'), 'new_high_max: 0\n');
    const { exitCode } = await qgate(
      ['evaluate', '5', '--policy', 'draft.yaml'],
      answering({ [evaluate]: verdict('failed'), ...noFindings }),
    );
    expect(exitCode).toBe(1);
    expect(bodyOf(evaluate)).toEqual({ policy: { new_high_max: 0 } });
    writeFileSync(path.join(folder, 'draft.yaml'), 'new_hihg_max: 0\n');
    const slip = await call(['evaluate', '5', '--policy', 'draft.yaml']);
    expect(slip.exitCode).toBe(2);
    expect(slip.err).toContain('unknown rule "new_hihg_max"');
  });
});

describe('qgate login', () => {
  const me = { user: { email: 'ada@example.test' }, org: { name: 'Acme' }, role: 'MEMBER', scopes: [], api_key: null };
  const tokens = (access: string, refresh: string, expiresIn: number): Answer => ({
    status: 200,
    body: { access_token: access, refresh_token: refresh, expires_in: expiresIn },
  });
  const store = path.join(folder, 'qgate', 'sign-ins.json');
  const noToken = { env: { QGATE_TOKEN: '' } };
  const behaviour = (expiresIn: number): FakeBehaviour => ({
    anonymous: ({ path: route, body }) => {
      if (route === '/auth/login') {
        const { password } = JSON.parse(body) as { password: string };
        const refused = { status: 401, body: { code: 'wrong_credentials', detail: 'Wrong email or password.' } };
        return password === 'secret words' ? tokens(VALID_TOKEN, 'refresh-1', expiresIn) : refused;
      }
      return route === '/auth/refresh' ? tokens(VALID_TOKEN, 'refresh-2', 900) : null;
    },
    intercept: ({ method, path: route }) =>
      answersOf(
        {
          'GET /auth/me': { status: 200, body: me },
          'GET /quality/gates/config': { status: 200, body: CONFIG },
          'POST /auth/logout': { status: 204 },
        },
        method,
        route,
      ),
  });
  const login = ['login', '--email', 'ada@example.test', '--password-stdin'];

  it('keeps a sign-in that only its owner can read; later commands need no token', async () => {
    const { exitCode, out } = await qgate(login, behaviour(900), { ...noToken, stdin: 'secret words\n' });
    expect(out).toBe(`Signed in to ${service.url} as ada@example.test of Acme (MEMBER).\n`);
    expect(exitCode).toBe(0);
    expect(statSync(store).mode & 0o777).toBe(0o600);
    expect(readFileSync(store, 'utf8')).not.toContain('secret words');
    expect((await call(['policy', 'get'], noToken)).exitCode).toBe(0);
    expect(service.requestsTo('POST /auth/refresh')).toEqual([]);
    const left = await call(['logout'], noToken);
    expect([left.exitCode, left.err]).toEqual([0, '']);
    expect(service.requestsTo('POST /auth/logout')).toHaveLength(1);
    const { exitCode: after, err } = await call(['policy', 'get'], noToken);
    expect(after).toBe(3);
    expect(err).toContain('qgate login');
  });

  it('renews what ends, once', async () => {
    await qgate(login, behaviour(30), { ...noToken, stdin: 'secret words' });
    expect((await call(['policy', 'get'], noToken)).exitCode).toBe(0);
    expect(bodyOf('POST /auth/refresh')).toEqual({ refresh_token: 'refresh-1' });
    await call(['policy', 'get'], noToken);
    expect(service.requestsTo('POST /auth/refresh')).toHaveLength(1);
  });

  it('ends the session at the service with a token that is renewed where it has to be', async () => {
    await qgate(login, behaviour(30), { ...noToken, stdin: 'secret words' });
    expect((await call(['logout'], noToken)).exitCode).toBe(0);
    expect(service.requestsTo('POST /auth/refresh')).toHaveLength(1);
    expect(service.requestsTo('POST /auth/logout')).toHaveLength(1);
  });

  it('is forgotten where its session is over, and where the service is away, which is said', async () => {
    const gone: FakeBehaviour = {
      ...behaviour(900),
      intercept: ({ path: route }) =>
        route === '/auth/logout'
          ? { status: 401, body: { code: 'unauthenticated', detail: 'Over.' } }
          : { status: 200, body: me },
    };
    await qgate(login, gone, { ...noToken, stdin: 'secret words' });
    const over = await call(['logout'], noToken);
    expect([over.exitCode, over.err]).toEqual([0, '']);
    await service.stop();

    const cut: FakeBehaviour = {
      ...behaviour(900),
      intercept: ({ path: route }) => (route === '/auth/logout' ? 'drop' : { status: 200, body: me }),
    };
    await qgate(login, cut, { ...noToken, stdin: 'secret words' });
    const away = await call(['logout'], noToken);
    expect(away.exitCode).toBe(0);
    expect(away.err).toContain('The session may stay valid at the service until it expires');
    expect((await call(['policy', 'get'], noToken)).exitCode).toBe(3);
  });

  it('keeps an API key that it was given', async () => {
    const place = { ...noToken, stdin: `${VALID_TOKEN}\n` };
    expect((await qgate(['login', '--token-stdin'], behaviour(900), place)).exitCode).toBe(0);
    expect((await call(['policy', 'get'], noToken)).exitCode).toBe(0);
    expect((await call(['logout'], noToken)).exitCode).toBe(0);
    expect(service.requestsTo('POST /auth/logout')).toEqual([]);
  });

  it('exits 3 for a wrong password, and keeps nothing', async () => {
    rmSync(store, { force: true });
    const { exitCode, out, err } = await qgate(login, behaviour(900), { ...noToken, stdin: 'another one' });
    expect(exitCode).toBe(3);
    expect(out + err).not.toContain('another one');
    expect(() => statSync(store)).toThrow();
  });

  describe('a second factor', () => {
    const isRight = (body: string): boolean => {
      const { second_factor: factor } = JSON.parse(body) as { second_factor?: object };
      return ['{"totp":"123456"}', '{"recovery_code":"k7m2qd-abcdef"}'].includes(JSON.stringify(factor));
    };
    const guarded: FakeBehaviour = {
      ...behaviour(900),
      anonymous: ({ path: route, body }) => {
        if (route !== '/auth/login') return null;
        const refused = { code: 'second_factor_required', detail: 'Send the code, too.', methods: ['totp'] };
        return isRight(body) ? tokens(VALID_TOKEN, 'refresh-1', 900) : { status: 401, body: refused };
      },
    };

    it.each([
      ['--totp', [...login, '--totp', '123456'], {}],
      ['QGATE_TOTP, as a recovery code', login, { QGATE_TOTP: 'k7m2qd-abcdef' }],
    ])('is given by %s', async (_, args, env) => {
      const place = { env: { ...noToken.env, ...env }, stdin: 'secret words' };
      expect((await qgate(args, guarded, place)).exitCode).toBe(0);
      expect(service.requestsTo('POST /auth/login')).toHaveLength(1);
    });

    it('is said to be missing where nobody answers', async () => {
      const { exitCode, err } = await qgate(login, guarded, { ...noToken, stdin: 'secret words' });
      expect(exitCode).toBe(2);
      expect(err).toContain('--totp');
    });

    it('exits 3 where it is wrong', async () => {
      const wrong = [...login, '--totp', '654321'];
      expect((await qgate(wrong, guarded, { ...noToken, stdin: 'secret words' })).exitCode).toBe(3);
    });
  });

  it('asks nobody where nobody answers', async () => {
    const { exitCode, err } = await qgate(['login'], behaviour(900), noToken);
    expect(exitCode).toBe(2);
    expect(err).toContain('--password-stdin');
  });
});

describe('secrets', () => {
  it('are kept out of what a service, git or a proxy quotes', async () => {
    const echo = ({ headers }: SeenRequest): Answer => ({
      status: 400,
      body: { code: 'x', detail: `You sent ${headers.authorization} to https://ada:pass@proxy.example/.` },
    });
    const { err } = await qgate(['policy', 'get'], { intercept: echo });
    expect(err).toContain('You sent Bearer *** to https://***@proxy.example/.');
    const given = await call(['policy', 'get', '--token', VALID_TOKEN], { env: { QGATE_TOKEN: '' } });
    expect(given.err).not.toContain(VALID_TOKEN);
  });
});
