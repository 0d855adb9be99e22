// Names the files that took the most processor time, and those over their budgets, which fail a run in CI.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findOverBudget, parseTimes } from '../../scripts/support/budgets.mjs';

const ROOT = path.join(import.meta.dirname, '../..');
const REPORT = path.join(ROOT, 'test-results', 'processor-times.json');
const NAMED = 10;

export default class BudgetReporter {
  red = [];

  onRunComplete() {
    const times = takeTimes();
    const total = times.reduce((sum, { seconds }) => sum + seconds, 0);
    if (times.length > 1) {
      say(`${Math.round(total)} s of processor time in ${times.length} test files, the most in:`);
      for (const { file, seconds } of times.slice(0, NAMED)) say(`${seconds.toFixed(1).padStart(7)} s ${file}`);
      mkdirSync(path.dirname(REPORT), { recursive: true });
      writeFileSync(REPORT, `${JSON.stringify(times, null, 1)}\n`);
    }
    // At full count a file takes as long as it takes.
    if (process.env.PROGRAMME === 'nightly') return;
    const over = findOverBudget(times, JSON.parse(readFileSync(path.join(ROOT, 'test/budgets.json'), 'utf8')));
    this.red = process.env.CI ? over.filter(({ isRed }) => isRed) : [];
    for (const each of over) {
      const { file, seconds, budget } = each;
      const prefix = this.red.includes(each) ? 'FAILED' : 'Over budget';
      say(`${prefix}: ${file} took ${seconds} s of processor time, its budget is ${budget} s (test/budgets.json)`);
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
  return times.sort((one, other) => other.seconds - one.seconds);
}

const say = (line) => process.stderr.write(`${line}\n`);
