import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { main } from '../../src/cli/main.js';
import { waitUntil } from '../support/wait-until.js';
import { BARE_ENV, GitRepository } from './support/git-repository.js';
import { recordingTerminal } from './support/recording-terminal.js';
import { holdToSchema } from './support/result-schema.js';
import { type Found, sarifOf } from './support/sarif-report.js';

const lcovOf = (file: string, hits: readonly number[]): string =>
  `TN:\nSF:${file}\n${hits.map((hit, index) => `DA:${index + 1},${hit}\n`).join('')}end_of_record\n`;

const BAD: Found = { rule: 'eval', file: 'src/a.js', line: 2, text: 'eval(input);' };
const SOURCE = 'export const a = 1;\neval(input);\n';

describe('qgate local', () => {
  let repository: GitRepository;
  beforeEach(() => {
    repository = GitRepository.of({ 'src/a.js': SOURCE, '.gitignore': 'out/\n' });
  });
  afterEach(() => repository.remove());

  /** No service: every request would fail the test by its exit code. */
  async function local(...args: readonly string[]) {
    const terminal = recordingTerminal(repository.root, { QGATE_URL: 'http://127.0.0.1:1' });
    const exitCode = await main(['local', '--analyzers', 'none', '--output', 'json', ...args], terminal);
    const result = JSON.parse(terminal.out());
    holdToSchema(result);
    return { exitCode, result, err: terminal.err() };
  }

  const onFeature = (): void => void repository.git('checkout', '--quiet', '-b', 'feature');
  const report = (...found: readonly Found[]): void => void repository.write({ 'out/a.sarif': sarifOf(...found) });

  it('takes the default branch without a baseline for one: nothing is new', async () => {
    report(BAD);
    const { exitCode, result } = await local();
    expect(result).toMatchObject({ status: 'failed', is_baseline_scan: true, new_findings: [], scan_id: null });
    // The rating counts what is inherited too: one critical is a D.
    expect(result.violations).toEqual([{ rule: 'rating_min', threshold: 'C', actual: 'D', severity: 'high' }]);
    expect(exitCode).toBe(1);
  });

  it('says what turns the verdict, by the ids of the findings', async () => {
    onFeature();
    repository.commit({ 'src/b.js': SOURCE });
    report(BAD, { ...BAD, file: 'src/b.js' });
    const { result } = await local();
    expect(result.status).toBe('failed');
    const [found] = result.new_findings;
    const critical = result.next_actions.filter(({ rule }: { rule: string }) => rule === 'new_critical_max');
    expect(critical).toEqual([
      {
        ...{ kind: 'fix', rule: 'new_critical_max', file_path: 'src/b.js', range: [2, 2], issue_id: found.issue_id },
        ...{ name: null, text: expect.stringMatching(/^Fix this finding: critical, /), minutes: 10, enough_with: 1 },
      },
    ]);
    expect(result.next_actions_total).toEqual({ new_critical_max: 1, rating_min: 2 });
  });

  it('tells new findings from those of the baseline, through a rename and moved lines', async () => {
    report(BAD);
    await local('--write-baseline');
    const written = readFileSync(path.join(repository.root, 'qgate-baseline.json'), 'utf8');
    expect(Object.keys(JSON.parse(written).tools)).toEqual(['a-tool']);
    expect(written).not.toContain('eval');

    onFeature();
    repository.git('mv', 'src/a.js', 'src/moved.js');
    repository.commit({ 'src/moved.js': `// a comment\n\n${SOURCE}exec(input);\n` });
    const moved = { ...BAD, file: 'src/moved.js', line: 4 };
    report(moved, { ...BAD, rule: 'exec', file: 'src/moved.js', line: 5, text: 'exec(input);' });
    const { exitCode, result } = await local();
    expect(result.new_findings).toEqual([
      expect.objectContaining({ rule_id: 'exec', file_path: 'src/moved.js', line: 5, severity: 'critical' }),
    ]);
    expect(result.violations).toContainEqual({
      rule: 'new_critical_max',
      threshold: 0,
      actual: 1,
      severity: 'critical',
    });
    expect(exitCode).toBe(1);
    expect((await local('--soft-fail')).exitCode).toBe(0);
  });

  it('without a baseline, takes findings on untouched lines for inherited', async () => {
    onFeature();
    repository.commit({ 'src/a.js': `${SOURCE}exec(input);\n` });
    report(BAD, { ...BAD, rule: 'exec', line: 3, text: 'exec(input);' });
    const { result, err } = await local();
    expect(result.new_findings.map(({ rule_id }: { rule_id: string }) => rule_id)).toEqual(['exec']);
    expect(err).toContain('There is no baseline (qgate-baseline.json)');
  });

  it('judges files that git does not track as added, and no ignored ones', async () => {
    onFeature();
    repository.write({ 'src/new.js': 'exec(input);\n', 'src/at *.js': 'exec(input);\n', 'out/b.js': 'exec(input);\n' });
    const inNew = { ...BAD, rule: 'exec', line: 1, text: 'exec(input);' };
    report(BAD, ...['src/new.js', 'src/at *.js', 'out/b.js'].map((file) => ({ ...inNew, file })));
    const before = repository.git('status', '--porcelain');
    const { result, err } = await local();
    expect(result.new_findings.map(({ file_path }: { file_path: string }) => file_path)).toEqual([
      'src/at *.js',
      'src/new.js',
    ]);
    expect(err).toContain('2 untracked files judged as added.');
    expect(repository.git('status', '--porcelain')).toBe(before);
    expect(repository.git('ls-files', 'src')).toBe('src/a.js');

    repository.git('add', 'src');
    const tracked = await local();
    expect(tracked.result.new_findings).toEqual(result.new_findings);
    expect(tracked.err).not.toContain('untracked');
  });

  it.each([
    [2000, 1],
    [2001, 0],
  ])('judges %i untracked files: %i', async (count, found) => {
    onFeature();
    repository.write(Object.fromEntries(Array.from({ length: count }, (_, at) => [`new/${at}.txt`, 'eval(input);\n'])));
    report({ ...BAD, file: 'new/0.txt', line: 1 });
    const { result, err } = await local();
    expect(result.new_findings).toHaveLength(found);
    expect(err).toContain(found === 1 ? '2000 untracked files judged' : '2001 untracked files are not judged');
  });

  it('fails where a tool failed, and takes nothing of it for a baseline', async () => {
    const run = { tool: { driver: { name: 'a-tool' } }, invocations: [{ executionSuccessful: false }], results: [] };
    repository.write({ 'out/a.sarif': JSON.stringify({ version: '2.1.0', runs: [run] }) });
    await local('--write-baseline');
    const written = readFileSync(path.join(repository.root, 'qgate-baseline.json'), 'utf8');
    expect(JSON.parse(written).tools).toEqual({});

    onFeature();
    const { exitCode, result } = await local();
    expect(result).toMatchObject({
      status: 'failed',
      reason: 'tool_failed',
      tool_reports: [{ tool: 'a-tool', state: 'failed' }],
    });
    expect(result.skipped_rules).toContainEqual({ rule: 'new_critical_max', reason: 'tool_failed' });
    expect(exitCode).toBe(1);
  });

  it('writes the same bytes for the same findings', async () => {
    const other = { ...BAD, rule: 'exec', line: 1, text: 'export const a = 1;' };
    const write = async (...found: readonly Found[]): Promise<string> => {
      report(...found);
      await local('--write-baseline', '--baseline', 'out/baseline.json');
      return readFileSync(path.join(repository.root, 'out/baseline.json'), 'utf8');
    };
    expect(await write(other, BAD)).toBe(await write(BAD, other));
  });

  it("lets the repository's policy file tighten the policy alone, as the service does, unless an option says otherwise", async () => {
    repository.commit({ '.codestax/quality_gate.yaml': 'rating_min: E\nnew_high_max: 0\n' });
    report(BAD);
    const thresholds = async (...args: string[]) => {
      const { result, err } = await local(...args);
      const rules = [...result.violations, ...result.passed_rules] as { rule: string; threshold: unknown }[];
      const of = (name: string) => rules.find(({ rule }) => rule === name)?.threshold;
      return [of('rating_min'), of('new_high_max'), err.includes("rating_min is looser than the organization's value")];
    };
    expect(await thresholds()).toEqual(['C', 0, true]);
    expect(await thresholds('--repo-policy', 'any')).toEqual(['E', 0, false]);
    expect(await thresholds('--repo-policy', 'ignored')).toEqual(['C', 2, false]);
  });

  it("follows the repository's policy file, and says what of it does not count", async () => {
    repository.commit({ '.codestax/quality_gate.yaml': 'rating_min: E\nnew_hihg_max: 3\n' });
    report(BAD);
    const { exitCode, err } = await local('--repo-policy', 'any');
    expect(exitCode).toBe(0);
    expect(err).toContain('unknown key "new_hihg_max"');
  });

  it('judges coverage on the lines that the change adds, reports merged', async () => {
    onFeature();
    repository.commit({ 'src/a.js': `${SOURCE}one();\ntwo();\nthree();\nfour();\n` });
    repository.write({ 'out/1/lcov.info': lcovOf('src/a.js', [0, 0, 1, 0, 0, 0]) });
    const shard = path.join(repository.root, 'out/2.lcov');
    writeFileSync(shard, gzipSync(lcovOf('src/a.js', [0, 0, 0, 1, 0, 0])));
    const { result } = await local();
    expect(result).toMatchObject({ basis: 'changed_lines' });
    expect(result.violations).toContainEqual({
      rule: 'new_coverage_min',
      threshold: 80,
      actual: 50,
      severity: 'medium',
    });
  });

  it('counts new source that no report knows as not covered, but for what coverage_exclude names', async () => {
    onFeature();
    repository.commit({ 'src/a.js': `${SOURCE}more();\n`, 'src/new.js': 'one();\ntwo();\n', 'gen/c.js': 'x();\n' });
    repository.write({
      'out/lcov.info': lcovOf('src/a.js', [1, 1, 1]) + lcovOf('gone.js', [0]),
      'qgate.yml': 'coverage_exclude: [gen/]\n',
    });
    const { result } = await local('--coverage', 'out/lcov.info');
    expect(result).toMatchObject({
      uncovered: [{ file_path: 'src/new.js', ranges: [[1, 2]], more_lines: 0 }],
      untested_files: [{ file_path: 'src/new.js', lines: 2 }],
      unmatched_paths: { count: 1, paths: ['gone.js'] },
    });
    expect(result.violations).toContainEqual({
      rule: 'new_coverage_min',
      threshold: 80,
      actual: 33.33,
      severity: 'medium',
    });
  });

  it('owes coverage where the baseline has some', async () => {
    repository.write({ 'out/lcov.info': lcovOf('src/a.js', [1, 1]) });
    await local('--write-baseline', '--baseline', 'known.json');
    repository.git('clean', '-qdfx', '-e', 'known.json');
    onFeature();
    report();
    const { result } = await local('--baseline', 'known.json');
    expect(result.violations).toContainEqual({
      rule: 'new_coverage_min',
      threshold: 80,
      actual: null,
      severity: 'medium',
    });
  });

  it('writes SARIF that says what is new', async () => {
    onFeature();
    repository.commit({ 'src/a.js': `${SOURCE}exec(input);\n` });
    report(BAD, { ...BAD, rule: 'exec', line: 3, text: 'exec(input);' });
    await local('--output', 'sarif=out/result.sarif.txt');
    const [run] = JSON.parse(readFileSync(path.join(repository.root, 'out/result.sarif.txt'), 'utf8')).runs;
    expect(run.results.map(({ ruleId, baselineState }: any) => [ruleId, baselineState])).toEqual(
      [
        ['exec', 'new'],
        ['eval', 'unchanged'],
      ].sort(),
    );
  });

  it.each([
    ['no baseline', '{"hello":1}', 'was written by another version'],
    ['no JSON', 'hello', 'is not a baseline file'],
    ['cut short', '{"version":1,"has_coverage":false,"tools":{"a-tool":"AgU="}}', 'is not a baseline file'],
    ['of another version', '{"version":9,"has_coverage":false,"tools":{}}', 'was written by another version'],
  ])('exits 6 for a file that is %s: not everything is new', async (_name, content, message) => {
    onFeature();
    report(BAD);
    repository.write({ 'qgate-baseline.json': content });
    const { exitCode, result } = await local();
    expect(exitCode).toBe(6);
    expect(result.error.message).toContain(message);
  });

  it('exits 6 where there is nothing to judge, or what there is cannot be read', async () => {
    expect((await local()).exitCode).toBe(6);
    repository.write({ 'out/coverage.xml': '<coverage>\n<packages>\n' });
    const { exitCode, err } = await local();
    expect(exitCode).toBe(6);
    expect(err).toMatch(/out\/coverage\.xml, line 3: /);
  });

  it('judges again whenever a file changes', async () => {
    onFeature();
    repository.commit({ 'src/a.js': `${SOURCE}exec(input);\n` });
    report(BAD);
    const terminal = recordingTerminal(repository.root, { QGATE_URL: 'http://127.0.0.1:1' });
    const args = ['local', '--watch', '--analyzers', 'none', '--output', 'json', '--output', 'json=result.json'];
    const end = main(args, terminal);
    const judgements = () => terminal.err().split('Watching for changes').length - 1;
    await waitUntil(() => Promise.resolve(judgements() === 1), 60_000);
    expect(terminal.out()).not.toContain('exec');
    report(BAD, { ...BAD, rule: 'exec', line: 3, text: 'exec(input);' });
    repository.write({ 'src/a.js': `${SOURCE}exec(input);\n// edited\n` });
    await waitUntil(() => Promise.resolve(judgements() === 2), 60_000);
    terminal.interrupt();
    expect(await end).toBe(130);
    expect(terminal.out()).toContain('exec is broken.');
  });

  describe('as a hook of git', () => {
    const hook = async (args: readonly string[], stdin = '', env: NodeJS.ProcessEnv = {}) => {
      const settings = { QGATE_URL: 'http://127.0.0.1:1', QGATE_ANALYZERS: 'none', QGATE_OUTPUT: 'json', ...env };
      const terminal = { ...recordingTerminal(repository.root, settings), stdin: Readable.from([stdin]) };
      const exitCode = await main(['hook', ...args], terminal);
      return { exitCode, out: terminal.out(), err: terminal.err() };
    };
    const pushed = (commit: string): string => `refs/heads/feature ${commit} refs/heads/feature ${'0'.repeat(40)}\n`;

    it('judges what is pushed: neither edits nor untracked files', async () => {
      repository.commit({ '.gitignore': '', 'reports/a.sarif': sarifOf(BAD) });
      onFeature();
      const good = repository.commit({ 'src/b.js': 'fine();\n' });
      const bad = repository.commit({ 'reports/a.sarif': sarifOf({ ...BAD, file: 'src/b.js', line: 1 }) });
      const isClean = await hook(['run', 'pre-push'], pushed(bad));
      expect(isClean.exitCode).toBe(1);
      expect(isClean.err).toContain(`branch feature at ${bad.slice(0, 10)}`);

      repository.write({ 'src/b.js': 'edited();\n', 'src/new.js': 'eval(input);\n' });
      const before = repository.git('status', '--porcelain');
      const ofBad = await hook(['run', 'pre-push'], pushed(bad));
      expect(JSON.parse(ofBad.out).new_findings).toEqual(JSON.parse(isClean.out).new_findings);
      expect(ofBad.exitCode).toBe(1);
      const ofGood = await hook(['run', 'pre-push'], pushed(good));
      expect(ofGood.err).toContain(`branch feature at ${good.slice(0, 10)}`);
      expect(JSON.parse(ofGood.out).new_findings).toEqual([]);
      expect(repository.git('status', '--porcelain')).toBe(before);
      expect(repository.git('worktree', 'list').split('\n')).toHaveLength(1);
    });

    it('judges what is committed, by the index', async () => {
      repository.commit({ '.gitignore': '', 'reports/a.sarif': sarifOf(BAD) });
      onFeature();
      repository.write({
        'src/b.js': 'eval(input);\n',
        'reports/a.sarif': sarifOf({ ...BAD, file: 'src/b.js', line: 1 }),
      });
      repository.git('add', '--all');
      repository.write({ 'reports/a.sarif': sarifOf() });
      const { exitCode, out } = await hook(['run', 'pre-commit']);
      expect(JSON.parse(out).new_findings).toMatchObject([{ file_path: 'src/b.js' }]);
      expect(exitCode).toBe(1);
    });

    it('stops git for a failed gate alone', async () => {
      const deleted = `(delete) ${'0'.repeat(40)} refs/heads/gone ${'1'.repeat(40)}\n`;
      const tag = `refs/tags/v1 ${repository.git('rev-parse', 'HEAD')} refs/tags/v1 ${'0'.repeat(40)}\n`;
      expect(await hook(['run'], deleted + tag)).toMatchObject({ exitCode: 0, out: '' });
      const unknown = await hook(['run'], pushed('1'.repeat(40)));
      expect(unknown).toMatchObject({ exitCode: 0, out: '' });
      expect(unknown.err).toContain('Without a verdict, git continues.');
      onFeature();
      repository.commit({ 'src/b.js': 'fine();\n' });
      const withoutReports = await hook(['run'], pushed(repository.git('rev-parse', 'HEAD')), { QGATE_BASE: 'none' });
      expect(withoutReports.exitCode).toBe(0);
      expect(withoutReports.err).toContain('Without a verdict, git continues.');
    });

    it('is installed beside no other hook, or behind it', async () => {
      // The programs that the hook finds: a qgate that notes its input, and refuses.
      const bin = path.join(repository.root, 'out/bin');
      const note = (name: string) => `#!/bin/sh\nprintf '%s ' "${name}" "$@" >> out/notes; cat >> out/notes; exit `;
      repository.write({ 'out/bin/qgate': `${note('qgate')}1\n` });
      chmodSync(path.join(bin, 'qgate'), 0o755);
      const remote = path.join(repository.root, 'out/remote.git');
      repository.git('init', '--quiet', '--bare', remote);
      const env = { ...BARE_ENV, PATH: `${bin}:${BARE_ENV.PATH}` };
      const push = (...args: string[]) =>
        spawnSync('git', ['push', '--quiet', remote, 'main', ...args], { cwd: repository.root, env }).status;

      expect((await hook(['install'])).exitCode).toBe(0);
      expect((await hook(['install'])).exitCode).toBe(0);
      expect(push('--dry-run')).not.toBe(0);
      expect(push('--dry-run', '--no-verify')).toBe(0);
      const lines = `refs/heads/main ${repository.git('rev-parse', 'HEAD')} refs/heads/main ${'0'.repeat(40)}\n`;
      const notes = () => readFileSync(path.join(repository.root, 'out/notes'), 'utf8');
      expect(notes()).toBe(`qgate hook run pre-push ${lines}`);

      const file = path.join(repository.root, '.git/hooks/pre-push');
      writeFileSync(file, `${note('mine')}0\n`);
      const refused = await hook(['install', 'pre-push']);
      expect(refused.exitCode).toBe(1);
      expect(refused.err).toContain('--chain');
      expect(readFileSync(file, 'utf8')).toContain('mine');
      for (let times = 0; times < 2; times += 1) expect((await hook(['install', '--chain'])).exitCode).toBe(0);
      writeFileSync(path.join(repository.root, 'out/notes'), '');
      expect(push('--dry-run')).not.toBe(0);
      expect(notes()).toBe(`mine ${remote} ${remote} ${lines}qgate hook run pre-push ${lines}`);
    });
  });
});
