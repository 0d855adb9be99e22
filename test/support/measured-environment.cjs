// Environment of test files that notes the processor time of each: of its worker, of the worker's host of services, and of the
// processes that it started and that have ended. What serves all files of a run, as the cluster of PostgreSQL does, belongs to none.
const { appendFileSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

/** Ticks of a second in /proc on Linux. */
const TICKS = 100;

function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + childrenSeconds() + hostSeconds();
}

/** Of the worker's host of services so far. */
function hostSeconds() {
  const file = path.join(process.env.TEST_HOSTS ?? '', `worker-${process.env.JEST_WORKER_ID ?? '1'}.json`);
  try {
    const { pid } = JSON.parse(readFileSync(file, 'utf8'));
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return 0;
  }
}

/** Of children that have ended, with theirs; 0 where there is no /proc. */
function childrenSeconds() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / TICKS;
  } catch {
    return 0;
  }
}

module.exports = class MeasuredEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.file = path.relative(config.projectConfig.rootDir, context.testPath);
    this.before = processorSeconds();
  }

  async teardown() {
    const times = process.env.PROCESSOR_TIMES;
    const seconds = Math.round((processorSeconds() - this.before) * 10) / 10;
    if (times) appendFileSync(times, `${JSON.stringify({ file: this.file, seconds })}\n`);
    await super.teardown();
  }
};
