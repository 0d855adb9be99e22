// `npm run tracking:check`: the matcher against labelled cases, held to the floor that this project has reached
// (scripts/tracking-floor.json). Red when it gets worse; better figures are to be written into the floor.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const scorer = path.resolve(root, '../shared/tracking/score.mjs');
if (!existsSync(scorer)) {
  console.log(`SKIPPED: no ${path.basename(scorer)} beside the project; nothing was checked`);
  process.exit(0);
}

const floor = JSON.parse(readFileSync(path.join(import.meta.dirname, 'tracking-floor.json'), 'utf8'));
const command = `node ${JSON.stringify(path.join(root, 'bench', 'tracking.mjs'))}`;
const run = spawnSync(process.execPath, [scorer, '--cmd', command], {
  cwd: root,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
  maxBuffer: 64 * 1024 * 1024,
});
process.stdout.write(run.stdout);
if (run.status !== 0) process.exit(1);

let isWorse = false;
const found = readTables(run.stdout);
for (const [set, rows] of Object.entries(floor))
  for (const [row, limits] of Object.entries(rows))
    for (const [figure, limit] of Object.entries(limits)) {
      const value = found[set]?.[row]?.[figure];
      const isFine = value !== undefined && value <= limit;
      console.log(`${isFine ? 'ok   ' : 'WORSE'} ${set} ${row} ${figure}: ${value} (floor ${limit})`);
      if (!isFine) isWorse = true;
    }
process.exit(isWorse ? 1 : 0);

/** `{set: {row: {falseNew, falseOld}}}` of the scorer's tables. */
function readTables(text) {
  const tables = {};
  let table;
  for (const line of text.split('\n')) {
    if (/^[\w-]+$/.test(line)) table = tables[line] = {};
    const columns = line.trim().split(/\s+/);
    if (table && columns.length === 9 && columns[0] !== 'class')
      table[columns[0]] = { falseNew: Number(columns[4]), falseOld: Number(columns[5]) };
  }
  return tables;
}
