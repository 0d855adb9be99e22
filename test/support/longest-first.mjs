import Sequencer from '@jest/test-sequencer';

/** Suites that take a minute and longer, the longest first. Where none was timed before, Jest begins with large files. */
const LONGEST = [
  'test/service/documented-commands.nightly.spec.ts',
  'test/concurrency/histories.spec.ts',
  'test/fuzz/model.spec.ts',
  'test/drills/high-availability.nightly.spec.ts',
  'test/service/qgate-pipelines.spec.ts',
  'test/browser/dashboard/pages.spec.ts',
  'test/service/crash-of-jobs.spec.ts',
];

/** Begins with the longest suites, so that all workers end at about the same time; keeps the order of all others. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ path }) {
  const place = LONGEST.findIndex((name) => path.endsWith(name));
  return place === -1 ? LONGEST.length : place;
}
