import { parseFindings } from '../../src/domain/findings/parse-findings.js';
import { type ReaderOptions } from '../../src/domain/findings/readers/reader-options.js';

/** Outcome of a report in short: tools with version and state, findings, and reasons of refusals. */
export function readResults(report: unknown, options: ReaderOptions = {}) {
  const bytes = Buffer.from(typeof report === 'string' ? report : JSON.stringify(report));
  const read = parseFindings(bytes, options);
  if (!read.ok) throw new Error(read.error.message);
  const { format, runs, rejected } = read.value;
  return {
    format,
    tools: runs.map(({ tool, toolVersion, state }) => [tool, toolVersion, state]),
    findings: runs.flatMap((run) => run.findings),
    rejected: rejected.map(({ index, reason }) => `${index}: ${reason}`),
  };
}
