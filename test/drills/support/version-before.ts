import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { buildPackage } from '../../support/built-package.js';

const ROOT = path.join(__dirname, '../../..');
const MAX_ARCHIVE_BYTES = 512 * 1024 * 1024;

const git = (...args: readonly string[]) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });

/** The newest commit that lacks the newest migrations; null in a clone without that history. */
export function findVersionBefore(): string | null {
  const added = git('log', '-1', '--format=%H', '--diff-filter=A', '--', 'migrations/*.ts').stdout.trim();
  const before = git('rev-parse', '--verify', '--quiet', `${added}^`);
  return added !== '' && before.status === 0 ? before.stdout.trim() : null;
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
