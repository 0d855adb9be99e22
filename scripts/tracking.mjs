// `npm run tracking:check`: the matcher against labelled cases, as tools report with source text and scopes, without
// scopes, and without text; cases that carry the change's diff also without the scan of the merge base and without the diff.
// Names of modes choose some: the nightly run takes all, and a change is held to `full` and `without-changes`.
// Held to the floor that this project has reached in each of them (tracking-floor.json): red
// when a figure gets worse; better ones are to be written into the floor (`npm run tracking:check -- --write`). The goals
// (tracking-goals.json) are for full reports where `ofMode` names none; there lesser ones are for comparison only.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const WITH_CHANGES = 'cases-with-changes';
const MODES = {
  full: [],
  'no-scope': ['--no-scope'],
  'no-snippet': ['--no-snippet'],
  'without-base': ['--set', WITH_CHANGES, '--without-base'],
  'without-changes': ['--set', WITH_CHANGES, '--without-changes'],
};
const FIGURES = ['falseNew', 'falseOld'];

const root = path.dirname(import.meta.dirname);
const scorer = path.resolve(root, '../shared/tracking/score.mjs');
if (!existsSync(scorer)) {
  console.log(`SKIPPED: no ${path.basename(scorer)} beside the project; nothing was checked`);
  process.exit(0);
}

const floorFile = path.join(import.meta.dirname, 'tracking-floor.json');
const floor = JSON.parse(readFileSync(floorFile, 'utf8'));
const { withoutError, bytesPerFinding, ofMode, ...goals } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'tracking-goals.json'), 'utf8'),
);
const faults = [];
const reached = {};
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = wanted.find((mode) => !(mode in MODES));
if (unknown !== undefined) throw new Error(`${unknown} is not a mode: use ${Object.keys(MODES).join(', ')}.`);
const modes = wanted.length > 0 ? wanted : Object.keys(MODES);

for (const [mode, flags] of modes.map((name) => [name, MODES[name]])) {
  const text = await score(flags);
  console.log(`\n=== ${mode}${text.trimEnd()}`);
  const found = readTables(text);
  reached[mode] = Object.fromEntries(
    Object.keys(goals)
      .filter((set) => found[set] !== undefined)
      .map((set) => [set, rowsOf(found[set], Object.keys(goals[set]))]),
  );
  compare(mode, found);
}

if (process.argv.includes('--write'))
  writeFileSync(floorFile, `${JSON.stringify({ ...floor, ...reached }, null, 2)}\n`);
else if (faults.length > 0) console.log(`\n${faults.length} worse than the floor:\n${faults.join('\n')}`);
process.exit(faults.length > 0 && !process.argv.includes('--write') ? 1 : 0);

/** One line for each figure that has a goal or a floor. */
function compare(mode, found) {
  console.log('');
  for (const [set, rows] of Object.entries(goals)) {
    if (found[set] === undefined && floor[mode]?.[set] === undefined) continue;
    for (const [row, ofFull] of Object.entries(rows)) {
      const ownGoal = ofMode[mode]?.[set]?.[row];
      const goal = ownGoal ?? ofFull;
      const beside = ownGoal || mode === 'full' ? 'goal' : 'goal of full reports';
      for (const figure of FIGURES) {
        const value = found[set]?.rows[row]?.[figure];
        const limit = floor[mode]?.[set]?.[row]?.[figure];
        say(`${set} ${row} ${figure}`, value, goal[figure], limit, beside);
      }
    }
    if (mode !== 'full') continue;
    say(`${set} stored bytes per finding`, found[set]?.bytes, bytesPerFinding, bytesPerFinding);
    // Skipped here: a diff chooses the original copy of a block otherwise than the labels of some cases do.
    if (set === WITH_CHANGES) continue;
    const present = withoutError.filter((group) => found[set]?.rows[group] !== undefined);
    const wrong = present.filter((group) => FIGURES.some((figure) => found[set].rows[group][figure] > 0));
    say(`${set} classes with errors of the ${present.length} that may have none`, wrong.length, 0, 0);
  }

  function say(what, value, goal, limit, beside = 'goal') {
    const isHeld = value !== undefined && limit !== undefined && value <= limit;
    const isReached = value !== undefined && value <= goal;
    const line = `${mode} ${what}: ${value} (${beside} ${goal}${isReached ? '' : ', missed'}; floor ${limit})`;
    console.log(`${isHeld ? 'ok   ' : 'WORSE'} ${line}`);
    if (!isHeld) faults.push(line);
  }
}

function score(flags) {
  const command = `node ${JSON.stringify(path.join(root, 'bench', 'tracking.mjs'))}`;
  const run = spawn(process.execPath, [scorer, '--cmd', command, ...flags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  run.stdout.setEncoding('utf8').on('data', (part) => (text += part));
  return new Promise((resolve, reject) => {
    run.on('error', reject);
    run.on('close', (code) => {
      if (code === 0) resolve(text);
      else reject(new Error(`${path.basename(scorer)} ended with code ${code}`));
    });
  });
}

/** `{set: {rows: {row: {falseNew, falseOld}}, bytes}}` of the scorer's tables. */
function readTables(text) {
  const tables = {};
  let table;
  for (const line of text.split('\n')) {
    if (/^[\w-]+$/.test(line)) table = tables[line] = { rows: {}, bytes: undefined };
    const columns = line.trim().split(/\s+/);
    if (table && columns.length === 9 && columns[0] !== 'class')
      table.rows[columns[0]] = { falseNew: Number(columns[4]), falseOld: Number(columns[5]) };
    const bytes = /^stored baseline: ([\d.]+) bytes/.exec(line);
    if (table && bytes) table.bytes = Number(bytes[1]);
  }
  return tables;
}

function rowsOf(table, names) {
  return Object.fromEntries(names.map((name) => [name, table?.rows[name]]));
}
