// Environment of test files. It keeps the committed OpenAPI document for all files of a worker, since each would compile its
// validators again, which takes seconds. It also notes the processor time of each file: that of its worker, of the worker's host
// of services, and of the processes that the file started and that have ended. The cluster of PostgreSQL, which serves all files
// of a run, belongs to none. Storages of asynchronous contexts that a file used end with it: until Node 24 each makes every later
// promise of the worker slower.
const { AsyncLocalStorage } = require('node:async_hooks');
const { appendFileSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

/** Ticks of a second in /proc on Linux. */
const TICKS = 100;

/** Storages that the file used. */
const storages = new Set();
for (const method of ['run', 'enterWith']) {
  const original = AsyncLocalStorage.prototype[method];
  AsyncLocalStorage.prototype[method] = function (...values) {
    storages.add(this);
    return original.apply(this, values);
  };
}

/** Of this process and its ended children. */
function ownSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + childrenSeconds();
}

/** The worker's host of services, and its processor time so far. */
function readHost() {
  const file = path.join(process.env.TEST_HOSTS ?? '', `worker-${process.env.JEST_WORKER_ID ?? '1'}.json`);
  try {
    const { pid } = JSON.parse(readFileSync(file, 'utf8'));
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return { pid, seconds: (Number(fields[11]) + Number(fields[12])) / TICKS };
  } catch {
    return { pid: null, seconds: 0 };
  }
}

/**
 * Processor time of a host since an earlier look. A host that has taken the place of another one since began at 0. One that ended
 * meanwhile counts among the ended children with all its time, that of earlier files as well, where this worker started it.
 */
function secondsSince(before, now, ofEnded) {
  if (before.pid === now.pid) return now.seconds - before.seconds;
  return now.seconds - (ofEnded >= before.seconds ? before.seconds : 0);
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

/** The document, loaded outside the files' module registries when the first file asks for it. */
function committedApiDocument() {
  require('./ts-hook.cjs');
  return require('./api-document.ts').committedApiDocument();
}

module.exports = class MeasuredEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.file = path.relative(config.projectConfig.rootDir, context.testPath);
    this.before = { own: ownSeconds(), children: childrenSeconds(), host: readHost() };
    this.global.documentOfWorker = committedApiDocument;
  }

  async teardown() {
    const times = process.env.PROCESSOR_TIMES;
    const { own, children, host } = this.before;
    const ofHost = secondsSince(host, readHost(), childrenSeconds() - children);
    const seconds = Math.round((ownSeconds() - own + ofHost) * 10) / 10;
    if (times) appendFileSync(times, `${JSON.stringify({ file: this.file, seconds })}\n`);
    for (const storage of storages) storage.disable();
    storages.clear();
    await super.teardown();
  }
};
