import { type RunResult } from './run-result.js';

/** The findings as SARIF 2.1.0; of a run without a verdict an empty log that says so. */
export function renderSarif({ sarif, failure }: RunResult): string {
  if (sarif !== null) return `${sarif}\n`;
  const notification = failure === null ? [] : [{ level: 'error', message: { text: failure.message } }];
  const run = {
    tool: { driver: { name: 'qgate' } },
    invocations: [{ executionSuccessful: failure === null, toolExecutionNotifications: notification }],
    results: [],
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] })}\n`;
}
