import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { TAKEOVER } from '../../../ormconfig.js';
import { buildPackage } from '../../support/built-package.js';

const ROOT = path.join(__dirname, '../../..');
const MAX_ARCHIVE_BYTES = 512 * 1024 * 1024;

const git = (...args: readonly string[]) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });

/** The oldest version whose databases are taken over; null in a clone without it. */
export function findOldestTakenOver(): string | null {
  return git('rev-parse', '--verify', '--quiet', `${TAKEOVER.oldest}^{commit}`).status === 0 ? TAKEOVER.oldest : null;
}

const VERSION = 'src/platform/database/schema-version.ts';
/** Number of the schema that a version knows. */
const numberIn = (source: string): number => Number(/SCHEMA_NUMBER = (\d+)/.exec(source)?.[1] ?? 0);

/** The oldest number that may serve the schema of this version. */
const oldestServing = (): number =>
  Math.max(
    ...readdirSync(path.join(ROOT, 'migrations'))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => /oldest_serving = (\d+)/.exec(readFileSync(path.join(ROOT, 'migrations', name), 'utf8'))?.[1])
      .map((number) => Number(number ?? 0)),
  );

/** The newest commit that lacks the newest migrations; null in a clone without that history, and where that version may not serve the schema. */
export function findVersionBefore(): string | null {
  const added = git('log', '-1', '--format=%H', '--diff-filter=A', '--', ':(glob)migrations/[0-9]*.ts').stdout.trim();
  const before = git('rev-parse', '--verify', '--quiet', `${added}^`);
  if (added === '' || before.status !== 0) return null;
  const commit = before.stdout.trim();
  const has = git('ls-tree', '--name-only', commit, 'migrations/1795478401000-create-schema.ts').stdout;
  const mayServe = numberIn(git('show', `${commit}:${VERSION}`).stdout) >= oldestServing();
  return has !== '' && mayServe ? commit : null;
}

/**
 * Builds the service of a commit with the packages of now, but for the dashboard, which is that of now.
 *
 * @returns its `main.js`
 */
export async function buildVersion(commit: string, folder: string): Promise<string> {
  const { root } = await buildPackage();
  mkdirSync(folder);
  const archive = execFileSync('git', ['archive', commit], { cwd: ROOT, maxBuffer: MAX_ARCHIVE_BYTES });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const name of ['dist-web', 'dist-qgate'])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  const nest = path.join(ROOT, 'node_modules/@nestjs/cli/bin/nest.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [nest, 'build'], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The version ${commit} was not built: ${stdout}${stderr}`);
  return path.join(folder, 'dist/src/main.js');
}
