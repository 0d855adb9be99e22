// A thread of the worker pool, running our TypeScript.
require('./ts-hook.cjs');
require('reflect-metadata');
require('../../src/report-worker.ts');
