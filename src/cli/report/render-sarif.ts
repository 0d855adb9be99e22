import { type Result, type Run } from 'sarif';
import { linkTo } from '../../domain/findings/export-sarif.js';
import { type LineSpan } from '../../domain/gate/evidence.js';
import { type GateStatusAnswer } from '../api/answers.js';
import { describeBase, directiveNotes, UNCOVERED_MESSAGE } from './describe-evidence.js';
import { isMonitored } from './monitor-mode.js';
import { type RunResult } from './run-result.js';
import { summarize } from './sentence.js';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const UNCOVERED = 'uncovered-lines';
const DIRECTIVE = 'added-directive';

/**
 * The findings as SARIF 2.1.0, with a run of `qgate` beside them for the added lines that no test runs, the added directives and the
 * verdict's warnings. Of a run without a verdict, an empty log that says so.
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
  const uncovered = (gate.uncovered ?? []).flatMap(({ file_path: file, ranges }) =>
    ranges.map(([startLine, endLine]) => toResult(UNCOVERED, UNCOVERED_MESSAGE, file, [startLine, endLine])),
  );
  const directives = directiveNotes(gate).map(({ path, line, message }) =>
    toResult(DIRECTIVE, message, path, [line, line]),
  );
  const results = [...uncovered, ...directives];
  const base = describeBase(gate);
  const notes = [...more, ...(base === null ? [] : [base]), ...gate.warnings.map(({ message }) => message)];
  if (results.length === 0 && notes.length === 0) return null;
  return {
    tool: {
      driver: {
        name: 'qgate',
        rules: [
          { id: UNCOVERED, shortDescription: { text: 'Lines that the change adds and no test runs' } },
          { id: DIRECTIVE, shortDescription: { text: 'Directives that the change adds and that silence tools' } },
        ],
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

const toResult = (ruleId: string, text: string, file: string, [startLine, endLine]: LineSpan): Result => ({
  ruleId,
  level: 'note',
  message: { text },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
        region: { startLine, endLine },
      },
    },
  ],
});
