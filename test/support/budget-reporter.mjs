// Names the files that took the most processor time, and those over their budgets, which fail a run in CI. The recorded times,
// test/recorded-times.json, say how slow the machine is, and which files begin (longest-first.mjs).
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findOverBudget, findSlowness, parseTimes } from '../../scripts/support/budgets.mjs';

const ROOT = path.join(import.meta.dirname, '../..');
const REPORT = path.join(ROOT, 'test-results', 'processor-times.json');
const RECORDED = path.join(ROOT, 'test', 'recorded-times.json');
/** Shorter files make little difference. */
const RECORDED_FROM_SECONDS = 2;
const NAMED = 10;

export default class BudgetReporter {
  red = [];

  onRunComplete() {
    const times = takeTimes();
    const total = times.reduce((sum, { seconds }) => sum + seconds, 0);
    if (times.length > 1) {
      say(`${Math.round(total)} s of processor time in ${times.length} test files, the most in:`);
      for (const { file, seconds } of times.slice(0, NAMED)) say(`${seconds.toFixed(1).padStart(7)} s ${file}`);
      report(times);
    }
    // At full count a file takes as long as it takes.
    if (process.env.PROGRAMME === 'nightly') return;
    const slowness = findSlowness(times, readJson(RECORDED));
    if (slowness > 1) say(`Files took ${slowness.toFixed(2)} times as long as when they were recorded.`);
    const over = findOverBudget(times, readJson(path.join(ROOT, 'test', 'budgets.json')), slowness);
    this.red = process.env.CI ? over.filter(({ isRed }) => isRed) : [];
    for (const each of over) {
      const { file, seconds, budget } = each;
      const prefix = this.red.includes(each) ? 'FAILED' : 'Over budget';
      const here = slowness > 1 ? `, ${Math.round(budget * slowness)} s in this run` : '';
      say(
        `${prefix}: ${file} took ${seconds} s of processor time, its budget is ${budget} s${here} (test/budgets.json)`,
      );
    }
  }

  getLastError() {
    return this.red.length > 0 ? new Error(`${this.red.length} test files are over budget.`) : undefined;
  }
}

/** The times of the run, the longest first. */
function takeTimes() {
  const file = process.env.PROCESSOR_TIMES;
  if (!file || !existsSync(file)) return [];
  const times = parseTimes(readFileSync(file, 'utf8'));
  rmSync(file);
  return times.sort(longestFirst);
}

/** Notes the times of a run beside those of earlier runs of other files. `RECORD_TIMES` takes them for the recorded ones. */
function report(times) {
  const before = existsSync(REPORT) ? readJson(REPORT) : [];
  const isKept = ({ file }) => existsSync(path.join(ROOT, file)) && !times.some((each) => each.file === file);
  const all = [...before.filter(isKept), ...times].sort(longestFirst);
  mkdirSync(path.dirname(REPORT), { recursive: true });
  writeFileSync(REPORT, `${JSON.stringify(all, null, 1)}\n`);
  if (!process.env.RECORD_TIMES) return;
  const recorded = all
    .filter(({ seconds }) => seconds >= RECORDED_FROM_SECONDS)
    .map(({ file, seconds }) => [file, seconds]);
  writeFileSync(RECORDED, `${JSON.stringify(Object.fromEntries(recorded.sort()), null, 2)}\n`);
}

const longestFirst = (one, other) => other.seconds - one.seconds;
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const say = (line) => process.stderr.write(`${line}\n`);
