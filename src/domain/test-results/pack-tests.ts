import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { TestResult } from './test-report.js';

/** Fields of a test in the order in which they are stored. */
type StoredTest = readonly [
  name: string,
  className: string | null,
  suite: string | null,
  file: string | null,
  line: number | null,
  outcome: number,
  durationMs: number | null,
  message: string | null,
];

/** Tests as they are stored: JSON, deflated, as names of one suite repeat each other. */
export function packTests(tests: readonly TestResult[]): Uint8Array<ArrayBuffer> {
  const rows = tests.map(({ name, className, suite, file, line, outcome, durationMs, message }): StoredTest => [
    ...([name, className, suite, file, line, outcome] as const),
    ...([durationMs, message] as const),
  ]);
  return Uint8Array.from(deflateRawSync(JSON.stringify(rows)));
}

export function unpackTests(packed: Uint8Array): TestResult[] {
  const rows = JSON.parse(inflateRawSync(packed).toString('utf8')) as StoredTest[];
  return rows.map(([name, className, suite, file, line, outcome, durationMs, message]) => ({
    ...{ name, className, suite, file, line, outcome, durationMs, message },
  }));
}
