import { type GateStatusAnswer } from '../api/answers.js';
import { judgeRules, type RuleLine } from './judged-rules.js';
import { isMonitored } from './monitor-mode.js';
import { type RunResult } from './run-result.js';

/** The end of a run in a sentence; one more where the verdict is out of date. */
export const summarize = (result: RunResult): string =>
  result.gate?.stale === true ? `${concludeRun(result)} ${OUT_OF_DATE}` : concludeRun(result);

const OUT_OF_DATE = 'Policy, waivers or marks have changed since then: judge the scan again with qgate recompute.';

function concludeRun(result: RunResult): string {
  if (result.failure !== null) return `No verdict: ${result.failure.message}`;
  if (result.isDryRun) return 'Dry run: nothing was sent.';
  const { gate } = result;
  if (gate?.status == null) return 'No verdict yet.';
  if (gate.status === 'not_configured')
    return NOT_CONFIGURED[gate.reason ?? ''] ?? 'No gate is configured: nothing was judged.';

  const rules = judgeRules(gate);
  const namesOf = (verdict: RuleLine['verdict']): readonly string[] =>
    rules.filter((line) => line.verdict === verdict).map(({ rule }) => rule);
  const broken = namesOf('failed');
  const others = [
    `${namesOf('passed').length} met`,
    ...(['tolerated', 'waived', 'skipped'] as const).flatMap((verdict) => {
      const { length } = namesOf(verdict);
      return length === 0 ? [] : [`${length} ${verdict}`];
    }),
  ].join(', ');
  if (gate.status === 'passed') return `Gate passed: no rule is broken (${others}).`;
  // A scan that its scanner gave up fails without a broken rule.
  const monitored = isMonitored(gate) ? ' Monitor mode: the failure does not block merging.' : '';
  if (broken.length === 0) return `Gate failed: ${explainFailure(gate)}.${monitored}`;
  return `Gate failed: ${broken.join(', ')} broken (${others}).${monitored}`;
}

/** The reason of a failure that no rule explains. */
function explainFailure({ reason, reports, missing_tools: missing }: GateStatusAnswer): string {
  const failed = reports.filter(({ state }) => state === 'failed').map(({ tool }) => tool);
  if (reason === 'tool_failed' && failed.length > 0) return `the run of ${failed.join(', ')} failed`;
  const owed = reports.filter(({ state }) => state === 'owed').map(({ tool }) => tool);
  if (reason === 'missing_tool' && owed.length > 0) return `${owed.join(', ')} announced but not uploaded`;
  if (reason === 'missing_tool' && missing.length > 0) return `no report of ${missing.join(', ')} was uploaded`;
  return reason ?? 'the scan did not complete';
}

const NOT_CONFIGURED: Readonly<Record<string, string>> = {
  no_policy: 'No gate is configured: the organization has never saved a policy, so nothing was judged.',
  disabled: 'The gate is switched off: nothing was judged.',
};
