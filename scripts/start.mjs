// `npm start`: builds what is not built yet, service and dashboard each by itself, then runs the service in this process.
// `npm run migrate`, `npm run distribute`: build the service, then run the migrations alone, or divide tables among nodes of Citus.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.dirname(import.meta.dirname);
const ALONE = ['migrate', 'distribute'];
const task = ALONE.find((name) => name === process.argv[2]);
const entry = path.join(root, 'dist', 'src', `${task ?? 'main'}.js`);
const TARGETS = [
  {
    name: 'service',
    output: entry,
    sources: ['src', 'migrations', 'ormconfig.ts', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'],
    command: ['node_modules/@nestjs/cli/bin/nest.js', 'build'],
  },
  {
    name: 'dashboard',
    output: path.join(root, 'dist-web', 'index.html'),
    sources: ['web', 'recipes', 'src/domain/gate', 'src/domain/ratings'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'],
  },
  {
    name: "command line's package",
    output: path.join(root, 'dist-qgate', 'qgate.tgz'),
    sources: ['src/cli', 'src/domain', 'bin', 'recipes', 'scripts/pack-qgate.mjs', 'package.json', 'package-lock.json'],
    command: ['scripts/pack-qgate.mjs', '--out', 'dist-qgate', '--as', 'qgate.tgz'],
  },
];

function newest(file) {
  const stat = statSync(file);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(file).map((name) => newest(path.join(file, name))));
}

/** True for an output that is no older than its sources; a package without them is taken as it is. */
function isCurrent({ output, sources }) {
  const present = sources.map((name) => path.join(root, name)).filter((file) => existsSync(file));
  return existsSync(output) && (present.length === 0 || newest(output) >= Math.max(...present.map(newest)));
}

const targets = task ? TARGETS.slice(0, 1) : TARGETS;
for (const target of targets.filter((each) => !isCurrent(each))) {
  console.error(`Building the ${target.name} (once after each change) ...`);
  const [program, ...args] = target.command;
  const build = spawnSync(process.execPath, [path.join(root, program), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (build.status !== 0) process.exit(build.status ?? 1);
}
await import(pathToFileURL(entry).href);
