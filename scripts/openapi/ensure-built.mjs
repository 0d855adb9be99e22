// Compiles the service where dist is missing or older than what it is made of.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const SOURCES = ['src', 'migrations', 'ormconfig.ts', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];

/** @throws Error when the build fails */
export function ensureBuilt() {
  const entry = path.join(root, 'dist', 'src', 'main.js');
  if (existsSync(entry) && statSync(entry).mtimeMs >= Math.max(...SOURCES.map((name) => newest(path.join(root, name)))))
    return;
  const nest = path.join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const build = spawnSync(process.execPath, [nest, 'build'], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`The build failed.\n${build.stdout}${build.stderr}`);
}

function newest(file) {
  const stat = statSync(file);
  if (!stat.isDirectory()) return file.endsWith('.spec.ts') ? 0 : stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(file).map((name) => newest(path.join(file, name))));
}
