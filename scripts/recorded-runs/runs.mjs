// The runs of docs/ci.md: packages, and by block of the page what is run, shown and kept of its output.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const at = (folder, ...names) => path.join(folder, ...names);
const writing = (files) => (folder) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(at(folder, name)), { recursive: true });
    writeFileSync(at(folder, name), text);
  }
};
/** Changes a file; the text has to be there. */
const replacing = (name, text, by) => (folder) => {
  const before = readFileSync(at(folder, name), 'utf8');
  if (!before.includes(text)) throw new Error(`${name} does not have ${text}`);
  writeFileSync(
    at(folder, name),
    before.replace(text, () => by),
  );
};
const commit = (message) => ({ run: `git add -A && git commit -q -m '${message}'` });
const GATE = /^Gate (?:passed|failed)/;
const BASE = [/^Scanning /, /^Changed lines: /];
const row = (rule) => new RegExp(`^│ ${rule} `);

const MINIMIST_COVERAGE = `npx nyc --reporter=lcov --reporter=text-summary tape 'test/**/*.js'`;
/** Its other tests need IPv6. */
const PINO_COVERAGE = `npx c8 --reporter=lcov --reporter=text-summary borp -p 'test/err*.js'`;
const DURATION_COVERAGE = PINO_COVERAGE.replace('err*', '{err,duration}*');
const FASTQ_COVERAGE = 'npx nyc --reporter=cobertura tape test/test.js test/promise.js';

export const RUNS = [
  {
    spec: 'minimist@1.2.8',
    blocks: [
      [
        { shown: MINIMIST_COVERAGE, keep: [/^Lines/] },
        {
          shown: 'qgate run',
          keep: [
            ...[/^Scanning /, /^Reports: /, /^ {7}report /, /^taken /, /^Analyzer jscpd/, /^Analyzer eslint/],
            ...[/^ +analyzer +why/, /^skipped +gitleaks/, row('rating_min'), /^rating_min is /, GATE, /\/scans\//],
          ],
        },
      ],
      [
        { shown: 'git checkout -b describe-args', run: 'git checkout -q -b describe-args' },
        {
          edit: replacing(
            'index.js',
            'module.exports = function',
            `function describeArgs(args, template) {
	var keys = Object.keys(args);
	var parts = keys.map(function (key) { return key + '=' + String(args[key]); });
	var describe = eval('(function (parts) { return ' + template + '; })');
	return describe(parts);
}

module.exports = function`,
          ),
          ...commit('describe the arguments'),
        },
        { run: MINIMIST_COVERAGE },
        {
          shown: 'qgate run',
          keep: [
            ...BASE,
            ...[
              row('new_high_max'),
              row('new_coverage_min'),
              row('rating_min'),
              ...[/^New findings/, /^ {2}(?:high|medium|low) +index\.js/, /on an added line/],
              ...[GATE, /\/scans\//],
            ],
          ],
        },
      ],
    ],
  },
  {
    spec: 'pino-std-serializers@7.1.0',
    blocks: [
      [
        { shown: PINO_COVERAGE },
        {
          shown: 'qgate run',
          keep: [/^Analyzer jscpd/, row('duplication_pct_max'), /^duplication_pct_max /, /^rating_min is /, GATE],
        },
      ],
      [
        {
          shown: 'qgate policy set --repo pino-std-serializers duplication_pct_max=7 rating_min=D',
          keep: [/^Saved: /],
        },
        { shown: 'qgate run', keep: [GATE] },
      ],
      [
        {
          edit: writing({
            'lib/duration.js': `'use strict'

module.exports = function duration (started, ended) {
  if (ended < started) return null
  return { ms: ended - started }
}
`,
            'test/duration.test.js': `'use strict'

const { test } = require('node:test')
const assert = require('node:assert')
const duration = require('../lib/duration')

test('duration', () => {
  assert.deepStrictEqual(duration(1, 4), { ms: 3 })
  assert.strictEqual(duration(4, 1), null)
})
`,
          }),
          run: `git checkout -q -b duration && git add -A && git commit -q -m 'duration'`,
        },
        { run: DURATION_COVERAGE },
        { shown: 'qgate run', keep: [...BASE, row('new_coverage_min'), GATE] },
      ],
    ],
  },
  {
    spec: 'fastq@1.20.3',
    blocks: [
      [
        { shown: FASTQ_COVERAGE },
        { shown: 'qgate run', keep: [/^taken /, GATE] },
        {
          shown: 'git checkout -b move && mkdir lib && git mv queue.js lib/queue.js',
          run: 'git checkout -q -b move && mkdir lib && git mv queue.js lib/queue.js',
        },
        {
          run: `sed -i 's#"main": "queue.js"#"main": "lib/queue.js"#' package.json && git add -A && git commit -q -m move`,
        },
        { run: FASTQ_COVERAGE },
        { shown: 'qgate run', keep: [...BASE, row('new_coverage_min'), GATE] },
      ],
    ],
  },
];
