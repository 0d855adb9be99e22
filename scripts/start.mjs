// `npm start`: builds what is not built yet, then runs the service in this process.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.dirname(import.meta.dirname);
const entry = path.join(root, 'dist', 'src', 'main.js');
const SOURCES = ['src', 'migrations', 'ormconfig.ts', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];

function newest(file) {
  const stat = statSync(file);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(file).map((name) => newest(path.join(file, name))));
}

const present = SOURCES.map((name) => path.join(root, name)).filter((file) => existsSync(file));
const isCurrent = existsSync(entry) && (present.length === 0 || newest(entry) >= Math.max(...present.map(newest)));
if (!isCurrent) {
  console.error('Building the service (once after each change) ...');
  const nest = path.join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const build = spawnSync(process.execPath, [nest, 'build'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (build.status !== 0) process.exit(build.status ?? 1);
}
await import(pathToFileURL(entry).href);
