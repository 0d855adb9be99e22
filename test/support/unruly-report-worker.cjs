// A thread of the worker pool that reads coverage and policy files, except where their first line tells it to misbehave.
require('./ts-hook.cjs');
require('reflect-metadata');
const { COVERAGE_TASKS } = require('../../src/modules/coverage/ingest/coverage.tasks.ts');
const { POLICY_FILE_TASKS } = require('../../src/modules/quality-gate/policy-file.tasks.ts');
const { serveTasks } = require('../../src/platform/workers/serve-tasks.ts');

const MISBEHAVIOUR = {
  '# spin': () => {
    for (;;);
  },
  '# hoard': () => {
    const kept = [];
    for (;;) kept.push(new Array(100_000).fill(kept.length));
  },
  '# exit': () => process.exit(1),
  '# fail': () => {
    throw new TypeError('a fault in a reader');
  },
};

serveTasks({
  ...COVERAGE_TASKS,
  readCoverage: (input) => {
    const [firstLine] = Buffer.from(input.bytes.slice(0, 20)).toString().split('\n');
    MISBEHAVIOUR[firstLine]?.();
    return COVERAGE_TASKS.readCoverage(input);
  },
  readPolicyFile: (text) => {
    MISBEHAVIOUR[text.split('\n', 1)[0]]?.();
    return POLICY_FILE_TASKS.readPolicyFile(text);
  },
});
