import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BARE_PATH } from './bare-path.js';

/** An environment in which git and qgate see nothing of the machine's user and CI system. */
export const BARE_ENV: NodeJS.ProcessEnv = {
  PATH: BARE_PATH,
  HOME: tmpdir(),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

/** Repositories of one commit by their folder and files: to copy one is cheaper than to run git. */
const firstCommits = new Map<string, GitRepository>();
afterAll(() => firstCommits.forEach((repository) => repository.remove()));

/** A git repository in a temporary folder, for one test file. */
export class GitRepository {
  private constructor(
    readonly root: string,
    private readonly scratch: string,
  ) {}

  /** A new repository whose first branch is `main`; nothing is committed yet. */
  static create(folder = 'shop'): GitRepository {
    const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'qgate-test-')));
    const root = path.join(scratch, folder);
    mkdirSync(root);
    const repository = new GitRepository(root, scratch);
    // Nothing to copy with each repository, and no process that tidies up after each commit.
    repository.git('init', '--quiet', '--template=', '--initial-branch=main');
    appendFileSync(path.join(root, '.git/config'), '[maintenance]\n\tauto = false\n');
    return repository;
  }

  /** A new repository with one commit of these files on `main`. */
  static of(files: Readonly<Record<string, string>>, folder = 'shop'): GitRepository {
    const key = JSON.stringify([folder, files]);
    const kept = firstCommits.get(key) ?? GitRepository.create(folder);
    if (!firstCommits.has(key)) kept.commit(files);
    firstCommits.set(key, kept);
    return kept.copy();
  }

  /** A clone beside this repository, made with the given options of `git clone`. */
  clone(...options: readonly string[]): GitRepository {
    const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'qgate-test-')));
    const root = path.join(scratch, 'clone');
    // A path would be copied whole; an address goes through git's protocol, which knows shallow clones.
    this.git('clone', '--quiet', ...options, `file://${this.root}`, root);
    return new GitRepository(root, scratch);
  }

  /** A repository with the same commits and files. */
  copy(): GitRepository {
    const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'qgate-test-')));
    const root = path.join(scratch, path.basename(this.root));
    cpSync(this.root, root, { recursive: true });
    return new GitRepository(root, scratch);
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: this.root, env: BARE_ENV, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  write(files: Readonly<Record<string, string | Buffer>>): this {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return this;
  }

  /** Writes files and commits everything; gives the commit. */
  commit(files: Readonly<Record<string, string>> = {}): string {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'change');
    return this.git('rev-parse', 'HEAD');
  }

  remove(): void {
    rmSync(this.scratch, { recursive: true, force: true });
  }
}
