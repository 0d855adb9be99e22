import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { main } from '../../../src/cli/main.js';
import { BARE_ENV, GitRepository } from '../../cli/support/git-repository.js';
import { recordingTerminal } from '../../cli/support/recording-terminal.js';
import { holdToSchema } from '../../cli/support/result-schema.js';
import { anApiKey } from '../../support/actors.js';
import { isNightly } from '../../support/programme.js';
import { anLcov } from '../../support/reports.js';
import { isOnTurn } from '../../support/seed.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { LINT, lint, type LintConfig } from './fixture-lint.js';

/** Hits by line of one file. */
export type Hits = readonly (readonly [line: number, hits: number])[];

/** The reports that a pipeline leaves in the checkout before `qgate run`. */
export interface Reports {
  /** Null: the linter does not run. */
  readonly lint?: LintConfig | null;
  /** lcov reports, by the folder that the tests ran in; paths are relative to it. */
  readonly coverage?: Readonly<Record<string, Readonly<Record<string, Hits>>>>;
  /** Analyzers of `qgate` itself. */
  readonly analyzers?: string;
}

/** A scan that `qgate run` made. */
export interface Scan {
  readonly exitCode: number;
  /** `--output json`. */
  readonly result: any;
  /** All findings of the scan, by place. */
  readonly findings: readonly any[];
  readonly stderr: string;
}

/** In `npm test` one of so many scans is compared with `qgate local`; how many there were so far in the file. */
const TURNS = 3;
let comparable = 0;

const FIRST_COMMIT = Date.UTC(2026, 0, 5, 9);
const HOUR_MS = 3_600_000;

const COMPARED = [
  ...['status', 'reason', 'summary', 'conclusion', 'base', 'is_baseline_scan', 'default_branch', 'policy_version'],
  ...[
    'repo_policy_version',
    'policy',
    'policy_file',
    'basis',
    'violations',
    'tolerated_violations',
    'waived_violations',
  ],
  ...['skipped_rules', 'passed_rules', 'uncovered', 'untested_files', 'changes', 'unmatched_paths', 'tool_reports'],
  ...[
    'missing_tools',
    'tests',
    'notable_tests',
    'moved_lines',
    'next_actions_total',
    'new_in_pr',
    'new_findings_total',
    'warnings',
  ],
];

/** A result without ids and times, which the service gives and a checkout does not. */
function toComparable(result: any): object {
  const withoutId = (each: object) => Object.fromEntries(Object.entries(each).filter(([name]) => name !== 'issue_id'));
  return {
    ...Object.fromEntries(COMPARED.map((name) => [name, result[name]])),
    // the pack does not name lines that flicker
    warnings: result.warnings.filter(({ code }: { code: string }) => code !== 'lines_flicker'),
    next_actions: result.next_actions.map(withoutId),
    suppressions: result.suppressions && {
      ...result.suppressions,
      items: result.suppressions.items.map(withoutId),
    },
    new_findings: result.new_findings
      .map((finding: any) =>
        [
          ...[finding.severity, finding.file_path, finding.line, finding.tool, finding.rule_id, finding.message],
          ...[finding.new_because, finding.was?.severity, JSON.stringify(finding.nearest)],
        ].join(' '),
      )
      .sort(),
  };
}

/** One service for the changes of a test file. */
export class VerdictWorld {
  private constructor(
    readonly app: TestApp,
    private readonly token: string,
  ) {}

  static async start(): Promise<VerdictWorld> {
    const app = await startTestApp();
    const { key } = await anApiKey(app, { scopes: ['write:scans', 'read:scans'] });
    return new VerdictWorld(app, key);
  }

  /** @param comparesEach whether `qgate local` judges before each scan in `npm test` too, and not only before some */
  aProject(name: string, files: Readonly<Record<string, string>>, comparesEach = isNightly): Project {
    return new Project(this.app, this.token, name, files, comparesEach);
  }

  stop(): Promise<void> {
    return this.app.stop();
  }
}

/** A repository whose commits have fixed dates, scanned by `qgate run` in its checkout. */
export class Project {
  private readonly repository = GitRepository.create();
  private commits = 0;
  private scans = 0;

  constructor(
    readonly app: TestApp,
    private readonly token: string,
    readonly name: string,
    files: Readonly<Record<string, string>>,
    private readonly comparesEach: boolean,
  ) {
    this.commit({ '.gitignore': 'coverage/\nreports/\n', ...files });
  }

  git(...args: readonly string[]): string {
    const date = new Date(FIRST_COMMIT + this.commits * HOUR_MS).toISOString();
    const env = { ...BARE_ENV, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    return execFileSync('git', args, { cwd: this.repository.root, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  /** Writes files, deletes those that are null, commits everything, and gives the commit. */
  commit(files: Readonly<Record<string, string | null>>): string {
    this.commits += 1;
    for (const [file, text] of Object.entries(files)) {
      if (text === null) rmSync(path.join(this.repository.root, file));
      else this.repository.write({ [file]: text });
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', `change ${this.commits}`);
    return this.git('rev-parse', 'HEAD');
  }

  /** Begins a branch at a commit or branch, and checks it out. */
  branch(name: string, from: string): void {
    this.git('checkout', '--quiet', '-b', name, from);
  }

  /** Writes a file without adding it. */
  write(file: string, text: string): void {
    this.repository.write({ [file]: text });
  }

  read(file: string): string {
    return readFileSync(path.join(this.repository.root, file), 'utf8');
  }

  /** Scans the checkout as a push to a branch. */
  scanPush(branch: string, reports: Reports = {}): Promise<Scan> {
    return this.scan(['--branch', branch], reports);
  }

  /** Scans the checkout as a pull request. */
  scanPull(pull: number, base = 'main', reports: Reports = {}): Promise<Scan> {
    return this.scan(['--branch', `change-${pull}`, '--pr', String(pull), '--base', base], reports);
  }

  /** The texts of outputs of the last checkout's pull request, by their form. */
  async render(forms: readonly string[], pull: number, reports: Reports = {}): Promise<Record<string, string>> {
    this.writeReports(reports);
    const fileOf = (form: string) => path.join(this.repository.root, '..', `output.${form}`);
    const place = ['--branch', `change-${pull}`, '--pr', String(pull), '--base', 'main'];
    await this.run([...place, ...forms.flatMap((form) => ['--output', `${form}=${fileOf(form)}`])], reports);
    return Object.fromEntries(forms.map((form) => [form, readFileSync(fileOf(form), 'utf8')]));
  }

  /** The id of the repository on the service. */
  async repoId(): Promise<number> {
    const { body } = await this.app.admin.get('/repos?limit=200');
    return body.repos.find(({ name }: { name: string }) => name === this.name).id as number;
  }

  remove(): void {
    this.repository.remove();
  }

  /** From the second scan on, `qgate local` has given the same verdict before, in `npm test` on its turn. */
  private async scan(place: readonly string[], reports: Reports): Promise<Scan> {
    this.writeReports(reports);
    const args = [...place, '--output', 'json'];
    const isCompared = this.scans > 0 && (this.comparesEach || isOnTurn(comparable++, TURNS));
    this.scans += 1;
    const local = isCompared ? await this.run([...args, '--require-all'], reports, 'local') : null;
    const { exitCode, out, err } = await this.run(args, reports);
    const result = JSON.parse(out);
    holdToSchema(result);
    if (result.error !== null) throw new Error(`${result.error.message}\n${err}`);
    if (local !== null) {
      const before = JSON.parse(local.out);
      holdToSchema(before);
      expect({ ...toComparable(before), error: before.error }).toEqual({ ...toComparable(result), error: null });
      expect(local.exitCode).toBe(exitCode);
    }
    const { body } = await this.app.admin.get(`/scans/${result.scan_id}/findings?limit=200&sort=path`);
    return { exitCode, result, findings: body.findings, stderr: err };
  }

  /** Runs a command in the checkout. */
  async run(args: readonly string[], { analyzers = 'none' }: Reports = {}, command = 'run') {
    const terminal = recordingTerminal(this.repository.root, { QGATE_URL: this.app.url, QGATE_TOKEN: this.token });
    const fixed = ['--repo', this.name, '--default-branch', 'main', '--analyzers', analyzers];
    const exitCode = await main([command, ...fixed, ...args], terminal);
    return { exitCode, out: terminal.out(), err: terminal.err() };
  }

  /** Nothing of an earlier scan is left. */
  writeReports({ lint: config = LINT, coverage = {} }: Reports): void {
    this.git('clean', '--quiet', '-fdX');
    if (config !== null) this.repository.write({ 'reports/lint.sarif': lint(this.readSources(), config) });
    for (const [folder, files] of Object.entries(coverage)) {
      this.repository.write({ [path.join(folder, 'coverage/lcov.info')]: anLcov(files) });
    }
  }

  /** All but the ignored ones. */
  private readSources(): Record<string, string> {
    const files = this.git('ls-files', '--cached', '--others', '--exclude-standard').split('\n');
    return Object.fromEntries(files.map((file) => [file, this.read(file)]));
  }
}
