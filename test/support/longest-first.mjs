import { readFileSync } from 'node:fs';
import path from 'node:path';
import Sequencer from '@jest/test-sequencer';

const ROOT = path.join(import.meta.dirname, '../..');
const RECORDED = JSON.parse(readFileSync(path.join(ROOT, 'test', 'recorded-times.json'), 'utf8'));
/** Of files that take a minute and longer: drills, and pages whose browser's time is counted for no file. */
const LONGEST = [
  'test/service/documented-commands.nightly.spec.ts',
  'test/drills/high-availability.nightly.spec.ts',
  'test/browser/dashboard/every-page.spec.ts',
  'test/browser/dashboard/pages.spec.ts',
];
/** Shorter ones fill the gaps, in Jest's order: first those that failed last time, and new ones by size. */
const LONG_SECONDS = 10;

/** Begins with the longest suites, so that all workers end at about the same time. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => secondsOf(other) - secondsOf(one));
  }
}

function secondsOf({ path: file }) {
  const name = path.relative(ROOT, file);
  if (LONGEST.includes(name)) return Number.MAX_SAFE_INTEGER;
  return RECORDED[name] >= LONG_SECONDS ? RECORDED[name] : 0;
}
