import { COVERAGE_TASKS } from '../../src/modules/verdict/coverage/ingest/coverage.tasks.js';
import { POLICY_FILE_TASKS } from '../../src/modules/verdict/quality-gate/policy-file.tasks.js';
import { serveTasks } from '../../src/platform/workers/serve-tasks.js';

// A thread of the worker pool that reads coverage and policy files, except where their first line tells it to misbehave.
const MISBEHAVIOUR: Readonly<Record<string, () => void>> = {
  '# spin': () => {
    for (;;);
  },
  '# hoard': () => {
    const kept: number[][] = [];
    for (;;) kept.push(new Array<number>(100_000).fill(kept.length));
  },
  '# exit': () => process.exit(1),
  '# fail': () => {
    throw new TypeError('a fault in a reader');
  },
};

const misbehave = (firstLine = ''): void => MISBEHAVIOUR[firstLine]?.();

serveTasks({
  ...COVERAGE_TASKS,
  readCoverage: (input: Parameters<typeof COVERAGE_TASKS.readCoverage>[0]) => {
    misbehave(Buffer.from(input.bytes.slice(0, 20)).toString().split('\n')[0]);
    return COVERAGE_TASKS.readCoverage(input);
  },
  readPolicyFile: (text: string) => {
    misbehave(text.split('\n', 1)[0]);
    return POLICY_FILE_TASKS.readPolicyFile(text);
  },
});
