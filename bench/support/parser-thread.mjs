import { Worker } from 'node:worker_threads';

/** A thread like those that read reports in the service, which does nothing but parse. */
export function parserThread() {
  const parseCoverage = new URL('../../dist/src/domain/coverage/parse-coverage.js', import.meta.url);
  const worker = new Worker(
    `import(${JSON.stringify(parseCoverage.href)}).then(({ parseCoverage }) => {
      const { parentPort } = require('node:worker_threads');
      parentPort.on('message', (bytes) => {
        const started = performance.now();
        const { ok } = parseCoverage(bytes);
        parentPort.postMessage(ok ? performance.now() - started : null);
      });
    });`,
    { eval: true },
  );
  /** Milliseconds that parsing these bytes took the thread. */
  const parse = (report) =>
    new Promise((resolve, reject) => {
      worker.once('message', (ms) => (ms === null ? reject(new Error('The report cannot be read.')) : resolve(ms)));
      worker.postMessage(report);
    });
  return { parse, stop: () => worker.terminate() };
}
