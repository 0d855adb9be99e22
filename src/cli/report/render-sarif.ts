import { type Result, type Run } from 'sarif';
import { linkTo } from '../../domain/findings/export-sarif.js';
import { type GateStatusAnswer } from '../api/answers.js';
import { describeBase, UNCOVERED_MESSAGE } from './describe-evidence.js';
import { isMonitored } from './monitor-mode.js';
import { type RunResult } from './run-result.js';
import { summarize } from './sentence.js';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const UNCOVERED = 'uncovered-lines';

/**
 * The findings as SARIF 2.1.0, with a run of `qgate` beside them for the added lines that no test runs and the verdict's
 * warnings. Of a run without a verdict, an empty log that says so.
 */
export function renderSarif(result: RunResult): string {
  const { sarif, failure, gate, dashboardUrl } = result;
  const link = dashboardUrl !== null && linkTo(dashboardUrl);
  if (sarif === null)
    return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', ...link, runs: [emptyRun(failure)] })}\n`;
  const own = gate === null ? null : evidenceRun(gate, isMonitored(gate) ? [summarize(result)] : []);
  if (own === null && link === false) return `${sarif}\n`;
  const log = JSON.parse(sarif) as { readonly runs: readonly Run[] };
  return `${JSON.stringify({ ...log, ...link, runs: [...log.runs, ...(own === null ? [] : [own])] })}\n`;
}

const emptyRun = (failure: RunResult['failure']): Run => ({
  tool: { driver: { name: 'qgate' } },
  invocations: [
    {
      executionSuccessful: failure === null,
      toolExecutionNotifications: failure === null ? [] : [{ level: 'error', message: { text: failure.message } }],
    },
  ],
  results: [],
});

/** Null where the verdict has nothing to add to its findings. */
function evidenceRun(gate: GateStatusAnswer, more: readonly string[]): Run | null {
  const results = (gate.uncovered ?? []).flatMap(({ file_path: file, ranges }) =>
    ranges.map(([startLine, endLine]) => toResult(file, startLine, endLine)),
  );
  const base = describeBase(gate);
  const notes = [...more, ...(base === null ? [] : [base]), ...gate.warnings.map(({ message }) => message)];
  if (results.length === 0 && notes.length === 0) return null;
  return {
    tool: {
      driver: {
        name: 'qgate',
        rules: [{ id: UNCOVERED, shortDescription: { text: 'Lines that the change adds and no test runs' } }],
      },
    },
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: notes.map((text) => ({ level: 'note', message: { text } })),
      },
    ],
    results,
  };
}

const toResult = (file: string, startLine: number, endLine: number): Result => ({
  ruleId: UNCOVERED,
  level: 'note',
  message: { text: UNCOVERED_MESSAGE },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
        region: { startLine, endLine },
      },
    },
  ],
});
