import { judgeRules } from './judged-rules.js';
import { type RunResult } from './run-result.js';

/** How a run ended, in one sentence. */
export function summarize(result: RunResult): string {
  if (result.failure !== null) return `No verdict: ${result.failure.message}`;
  if (result.isDryRun) return 'Dry run: nothing was sent.';
  const { gate } = result;
  if (gate?.status == null) return 'No verdict yet.';
  if (gate.status === 'not_configured')
    return NOT_CONFIGURED[gate.reason ?? ''] ?? 'No gate is configured: nothing was judged.';

  const rules = judgeRules(gate);
  const failed = rules.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule);
  const judged = rules.filter(({ verdict }) => verdict !== 'skipped').length;
  const waived = rules.filter(({ verdict }) => verdict === 'waived').length;
  const aside = waived === 0 ? '' : `, ${waived} waived`;
  if (gate.status === 'passed') return `Gate passed: ${judged} of ${rules.length} rules judged, none broken${aside}.`;
  // A scan that its scanner gave up fails without a broken rule.
  if (failed.length === 0) return `Gate failed: ${gate.reason ?? 'the scan did not complete'}.`;
  return `Gate failed: ${failed.length} of ${judged} rules broken (${failed.join(', ')})${aside}.`;
}

const NOT_CONFIGURED: Readonly<Record<string, string>> = {
  no_policy: 'No gate is configured: the organization never saved a policy, so nothing was judged.',
  disabled: 'The gate is switched off: nothing was judged.',
};
