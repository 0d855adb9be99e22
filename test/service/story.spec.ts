import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { BARE_ENV, GitRepository } from '../cli/support/git-repository.js';
import type { ApiClient } from '../support/api-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, BuiltService, cleanUpServices } from '../support/built-service.js';
import { itNightly } from '../support/programme.js';
import { BOOKSHOP, ORDERS, PRICES, RATES } from './support/bookshop.js';

const ADMIN = { ADMIN_EMAIL: 'admin@example.test', ADMIN_PASSWORD: 'correct horse battery staple' };
const programOf = (name: string, file: string) =>
  path.join(path.dirname(require.resolve(`${name}/package.json`)), file);
/** Lints `src` on each message and writes the report: starting ESLint takes longer than linting. */
const LINTER = `
  const { ESLint } = require(${JSON.stringify(programOf('eslint', 'lib/api.js'))});
  process.on('message', async (file) => {
    const eslint = new ESLint();
    const formatter = await eslint.loadFormatter('json');
    require('node:fs').writeFileSync(file, await formatter.format(await eslint.lintFiles(['src'])));
    process.send('linted');
  });`;
const PRETTIER = programOf('prettier', 'bin/prettier.cjs');

beforeAll(buildPackage, BUILD_TIMEOUT_MS);

/** A finding as the service lists it. */
interface Listed {
  readonly issue_id: number;
  readonly rule_id: string;
  readonly file_path: string;
  readonly line: number;
  readonly message: string;
  readonly is_new_in_pr: boolean;
  readonly first_seen_scan_id: number;
  readonly matched_by: string | null;
  readonly user_marked_fp: boolean;
}

/** Result of a scan. */
interface Outcome {
  readonly scanId: number;
  readonly exitCode: unknown;
  readonly verdict: any;
  readonly findings: readonly Listed[];
  readonly fixed: number;
}

/**
 * The history of a code base in real commits and with a real analyzer: each change is scanned as a pull request,
 * merged, and scanned on the default branch. The gate calls new exactly the problems that a reviewer of the change
 * would.
 */
describe('the story of a code base', () => {
  let service: BuiltService;
  let repository: GitRepository;
  let linter: ChildProcess;
  let admin: ApiClient;
  let token: string;
  let baseline: Outcome;
  let pulls = 0;

  beforeAll(async () => {
    service = await BuiltService.start({ ...ADMIN, DATA_DIR: await aDataDir() });
    admin = await service.anonymous.login(ADMIN.ADMIN_EMAIL, ADMIN.ADMIN_PASSWORD);
    token = (await admin.post('/api-keys', { name: 'ci', scopes: ['write:scans', 'read:scans'] })).body.key as string;
    repository = GitRepository.create('bookshop');
    repository.git('remote', 'add', 'origin', 'https://git.example.test/acme/bookshop.git');
    repository.commit(BOOKSHOP);
    linter = spawn(process.execPath, ['--eval', LINTER], {
      cwd: repository.root,
      env: BARE_ENV,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    baseline = await scan();
  }, BUILD_TIMEOUT_MS);

  afterAll(cleanUpServices);
  afterAll(() => {
    linter.kill();
    repository.remove();
  });

  /** Lints the working tree as CI would, and asks the gate. */
  async function scan(environment: Record<string, string> = {}): Promise<Outcome> {
    await lint();
    const { qgate } = await buildPackage();
    const env = { ...BARE_ENV, QGATE_URL: service.url, QGATE_TOKEN: token, ...environment };
    const args = [qgate, 'run', '--analyzers', 'none', '--findings', 'reports/eslint.json', '--output', 'json'];
    const { exitCode, verdict } = await new Promise<{ exitCode: unknown; verdict: any }>((resolve, reject) => {
      execFile(process.execPath, args, { cwd: repository.root, env }, (error, stdout, stderr) => {
        if (stdout === '') reject(new Error(stderr));
        else resolve({ exitCode: error ? error.code : 0, verdict: JSON.parse(stdout) });
      });
    });
    if (verdict.error !== null) throw new Error(JSON.stringify(verdict.error));
    const scanId = verdict.scan_id as number;
    const { body } = await admin.get(`/scans/${scanId}/findings?limit=200&sort=path`);
    const { fixed } = (await admin.get(`/scans/${scanId}`)).body;
    return { scanId, exitCode, verdict, findings: body.findings, fixed };
  }

  async function lint(): Promise<void> {
    mkdirSync(path.join(repository.root, 'reports'), { recursive: true });
    const linted = Promise.race([once(linter, 'message'), once(linter, 'exit')]);
    linter.send('reports/eslint.json');
    expect(await linted).toEqual(['linted', undefined]);
  }

  const read = (file: string): string => readFileSync(path.join(repository.root, file), 'utf8');

  /** Scans a change as a pull request from a branch of its own. */
  async function propose(change: () => void | Promise<void>): Promise<Outcome> {
    pulls += 1;
    repository.git('checkout', '--quiet', '-b', `change-${pulls}`, 'main');
    await change();
    repository.commit();
    return scan({ QGATE_PR: String(pulls) });
  }

  /** Merges what was proposed last and scans the default branch. */
  async function merge(): Promise<Outcome> {
    repository.git('checkout', '--quiet', 'main');
    repository.git('merge', '--quiet', '--no-ff', '--no-edit', `change-${pulls}`);
    return scan();
  }

  const describeFinding = ({ rule_id, file_path, line }: Listed): string => `${rule_id} ${file_path}:${line}`;
  const newOnes = ({ findings }: Outcome): string[] =>
    findings.filter((each) => each.is_new_in_pr).map(describeFinding);
  const inherited = ({ findings }: Outcome): readonly Listed[] => findings.filter((each) => !each.is_new_in_pr);
  const idsOf = (findings: readonly Listed[]): number[] => findings.map((each) => each.issue_id).sort((a, b) => a - b);

  /** Expects every finding of the scan to be a problem that the code had from the start, identified by its message. */
  function expectAllFromTheStart(outcome: Outcome): void {
    expect(newOnes(outcome)).toEqual([]);
    expect(outcome.fixed).toBe(0);
    expect(idsOf(outcome.findings)).toEqual(idsOf(baseline.findings));
    const atStart = new Map(baseline.findings.map((each) => [each.issue_id, each]));
    for (const finding of outcome.findings) {
      const { rule_id, message } = atStart.get(finding.issue_id)!;
      expect(finding).toMatchObject({ rule_id, first_seen_scan_id: baseline.scanId, is_new_in_pr: false });
      // One names the line of something else.
      expect(finding.message.replace(/\d+/g, '0')).toBe(message.replace(/\d+/g, '0'));
      expect(finding.matched_by).not.toBeNull();
    }
    expect(outcome.verdict).toMatchObject({ status: 'passed', new_findings_total: 0, exit_code: 0 });
    expect(outcome.verdict.new_in_pr ?? { total: 0 }).toMatchObject({ total: 0 });
  }

  it('begins with findings that nobody calls new', () => {
    expect(baseline.findings.map(describeFinding)).toEqual([
      'prefer-const src/orders.js:9',
      'eqeqeq src/orders.js:14',
      'eqeqeq src/orders.js:20',
      'eqeqeq src/orders.js:22',
      'eqeqeq src/orders.js:22',
      'no-eval src/orders.js:23',
      'no-shadow src/orders.js:26',
      'no-unused-vars src/prices.js:3',
      'eqeqeq src/prices.js:6',
      'eqeqeq src/prices.js:9',
      'prefer-const src/prices.js:16',
      'no-unused-vars src/prices.js:19',
      'no-empty src/prices.js:19',
      'no-eval src/rates.js:5',
      'eqeqeq src/rates.js:6',
    ]);
    expect(newOnes(baseline)).toEqual([]);
    expect(baseline.verdict).toMatchObject({ status: 'passed', is_baseline_scan: true });
    expect(new Set(idsOf(baseline.findings)).size).toBe(baseline.findings.length);
  });

  itNightly('lines shift: nothing is new', async () => {
    const header = '// Part of the bookshop.\n// See the handbook.\n\n';
    const change = await propose(() => {
      repository.write({
        'src/prices.js': `${header}${PRICES.replace('export function format', '/** For people. */\nexport function format')}`,
        'src/rates.js': `${header}${RATES}`,
        'src/orders.js': `${header}${ORDERS.replace('  find(query)', '  // By its number.\n\n  find(query)')}`,
      });
    });
    expectAllFromTheStart(change);
    expect(change.findings.every(({ line }) => line > 3)).toBe(true);
    expectAllFromTheStart(await merge());
  });

  it('files are renamed: nothing is new', async () => {
    const change = await propose(() => {
      mkdirSync(path.join(repository.root, 'src/shop'), { recursive: true });
      repository.git('mv', 'src/rates.js', 'src/shop/tax-rates.js');
      repository.git('mv', 'src/orders.js', 'src/shop/orders.js');
      repository.write({
        'src/prices.js': read('src/prices.js').replace('./rates.js', './shop/tax-rates.js'),
        'src/shop/orders.js': read('src/shop/orders.js').replace('./prices.js', '../prices.js'),
      });
    });
    expectAllFromTheStart(change);
    expect(new Set(change.findings.map(({ file_path }) => file_path))).toEqual(
      new Set(['src/prices.js', 'src/shop/orders.js', 'src/shop/tax-rates.js']),
    );
    expectAllFromTheStart(await merge());
  });

  itNightly('prettier reformats everything: nothing is new', async () => {
    const files = ['src/prices.js', 'src/shop/orders.js', 'src/shop/tax-rates.js'];
    const before = files.map((file) => read(file).split('\n').length);
    const change = await propose(() => {
      const style = ['--no-semi', '--tab-width', '4', '--print-width', '40'];
      execFileSync(process.execPath, [PRETTIER, ...style, '--write', ...files], {
        cwd: repository.root,
        env: BARE_ENV,
        stdio: 'pipe',
      });
    });
    const after = files.map((file) => read(file).split('\n').length);
    expect(after.every((count, at) => count > before[at]!)).toBe(true);
    expectAllFromTheStart(change);
    expectAllFromTheStart(await merge());
  });

  it('a function moves into a file of its own: nothing is new', async () => {
    const change = await propose(() => {
      const orders = read('src/shop/orders.js');
      const start = orders.indexOf('export function describe');
      const moved = orders.slice(start);
      repository.write({
        'src/shop/orders.js': `${orders.slice(0, start).trimEnd()}\n`,
        'src/texts/describe-order.js': `// What customers read.\n\n${moved}`,
      });
    });
    expectAllFromTheStart(change);
    const moved = change.findings.filter(({ file_path }) => file_path === 'src/texts/describe-order.js');
    expect(moved.map(({ rule_id }) => rule_id).sort()).toEqual(['eqeqeq', 'eqeqeq', 'eqeqeq', 'no-eval', 'no-shadow']);
    expectAllFromTheStart(await merge());
  });

  it('a block is copied: the copy is new, the original is not', async () => {
    await admin.put('/quality/gates/config', { policy: { new_high_max: 0 }, enabled: true });
    const before = read('src/texts/describe-order.js');
    const change = await propose(() => {
      const copy = before.slice(before.indexOf('export function')).replace('describe(', 'describeReturn(');
      repository.write({ 'src/texts/describe-return.js': copy });
    });
    const copied = change.findings.filter(({ file_path }) => file_path === 'src/texts/describe-return.js');
    expect(newOnes(change)).toEqual(copied.map(describeFinding));
    expect(copied).toHaveLength(5);
    expect(idsOf(inherited(change))).toEqual(idsOf(baseline.findings));
    expect(change.fixed).toBe(0);
    for (const { first_seen_scan_id: firstSeen, matched_by: matchedBy } of copied) {
      expect([firstSeen, matchedBy]).toEqual([change.scanId, null]);
    }
    // Of ESLint's four errors one is about security.
    expect(change.verdict).toMatchObject({
      status: 'failed',
      violations: [{ rule: 'new_high_max', actual: 1 }],
      new_in_pr: { high: 1, medium: 3, low: 1, total: 5 },
      new_findings_total: 5,
    });
    expect(change.exitCode).toBe(1);

    // Repeats the pull request with a line above: its problems are found again, and are still new.
    const copy = read('src/texts/describe-return.js');
    repository.commit({ 'src/texts/describe-return.js': `// What customers read.\n${copy}` });
    const again = await scan({ QGATE_PR: String(pulls) });
    expect(newOnes(again)).toHaveLength(5);
    expect(idsOf(again.findings)).toEqual(idsOf(change.findings));
    for (const finding of again.findings.filter((each) => each.is_new_in_pr)) {
      expect(finding.first_seen_scan_id).toBe(change.scanId);
    }
    await admin.put('/quality/gates/config', { policy: { new_high_max: 2 }, enabled: true });
  });

  it('a problem is fixed: it counts as fixed, and leaves the baseline with the merge', async () => {
    const file = 'src/texts/describe-order.js';
    const change = await propose(() => {
      repository.write({ [file]: read(file).replace('eval(customer.template)', 'customer.template') });
    });
    expect(newOnes(change)).toEqual([]);
    expect(change.fixed).toBe(1);
    const gone = baseline.findings.filter((each) => !idsOf(change.findings).includes(each.issue_id));
    expect(gone.map(describeFinding)).toEqual(['no-eval src/orders.js:23']);
    const merged = await merge();
    expect([newOnes(merged), merged.fixed]).toEqual([[], 1]);
    expect(idsOf(merged.findings)).toEqual(idsOf(change.findings));
  });

  it('the problem comes back: now it is new, and a problem of its own', async () => {
    const file = 'src/texts/describe-order.js';
    const change = await propose(() => {
      repository.write({ [file]: read(file).replace('customer.template', 'eval(customer.template)') });
    });
    expect(newOnes(change)).toEqual([expect.stringMatching(/^no-eval src\/texts\/describe-order\.js:\d+$/)]);
    expect(change.fixed).toBe(0);
    const [back] = change.findings.filter((each) => each.is_new_in_pr);
    expect(back!.first_seen_scan_id).toBe(change.scanId);
    expect(idsOf(baseline.findings)).not.toContain(back!.issue_id);
    expect(change.verdict).toMatchObject({ status: 'passed', new_in_pr: { high: 1, total: 1 } });

    // A reviewer calls it a false positive; that holds after the merge.
    const mark = { issue_id: back!.issue_id, is_fp: true, reason: 'The template is ours.' };
    expect((await admin.post('/quality/findings/mark-fp', mark)).status).toBe(200);
    const merged = await merge();
    expect(newOnes(merged)).toEqual([]);
    const marked = merged.findings.filter((each) => each.user_marked_fp);
    expect(marked.map(({ issue_id, rule_id }) => [issue_id, rule_id])).toEqual([[back!.issue_id, 'no-eval']]);
    expect(marked[0]!.first_seen_scan_id).toBe(change.scanId);
  });

  itNightly('everything is rewritten: what went is fixed, what came is new', async () => {
    const change = await propose(() => {
      rmSync(path.join(repository.root, 'src/texts'), { recursive: true });
      repository.write({
        'src/texts.js': 'export const text = (order) => order.kind == 1 ? eval(order.code) : null;\n',
      });
    });
    expect(newOnes(change)).toEqual(['no-eval src/texts.js:1', 'eqeqeq src/texts.js:1']);
    expect(change.fixed).toBe(5);
  });
});
