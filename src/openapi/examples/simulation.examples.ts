import { PROBLEM_TYPES, type ProblemType, SEVERITIES } from '../../domain/findings/finding.js';
import type {
  SimulateDto,
  SimulationDto,
  SimulationInputsDto,
} from '../../modules/verdict/quality-gate/dto/simulation.dto.js';
import { example, type OperationExamples } from './operation-examples.js';

/** Numbers of findings of these types, all of severity high. */
const countersOf = (high: Partial<Record<ProblemType, number>>): number[][] =>
  PROBLEM_TYPES.map((type) => SEVERITIES.map((severity) => (severity === 'high' ? (high[type] ?? 0) : 0)));

export const SIMULATION_EXAMPLES = {
  getSimulationInputs: {
    responses: {
      200: {
        one_scan: example<SimulationInputsDto>('One scan of a pull request', {
          scans: [
            {
              scan_id: 12345,
              repo_id: 8,
              repo: 'acme/web',
              branch: 'feature/auth-rework',
              pr_number: 142,
              stored_status: 'failed',
              failing_rules: ['new_high_max'],
              facts: {
                is_baseline_scan: false,
                has_findings_report: true,
                counters: { all: countersOf({ bug: 60, security: 6 }), new: countersOf({ security: 3 }) },
                duplication_pct: 2.44,
                new_duplication: { duplicated: 0, added: 41 },
                rating: 'D',
                coverage: {
                  all_lines: { lines_covered: 38700, lines_total: 42100 },
                  changed_lines: { lines_covered: 33, lines_total: 41 },
                  has_unmatched_change: false,
                  default_branch_has_coverage: true,
                },
                base: { duplication_pct: 2.55, rating: 'D', all_lines: { lines_covered: 38600, lines_total: 42000 } },
                failed_tools: [],
                missing_tools: [],
                file_rules: { new_coverage_min: 75 },
              },
              not_judgeable: null,
              waivers: [
                {
                  ...{ id: 7, rule: 'rating_min', repo_id: 8, pr_number: null, max_actual: 'D' },
                  created_at: '2026-04-01T08:00:00Z',
                },
              ],
            },
          ],
          repositories: [
            {
              ...{ repo_id: 8, rules: { new_high_max: 2 } },
              ...{ enabled: null, block_merge_on_fail: null, applies_to_new_code_only: null },
            },
          ],
          switches: {
            ...{ repo_policy: 'tighten_only', tolerate_inherited: true },
            ...{ on_tool_failure: 'fail', on_missing_tool: 'warn' },
          },
        }),
      },
    },
  },
  simulatePolicy: {
    request: {
      stricter: example<SimulateDto>('A stricter policy, on the newest 100 scans of pull requests', {
        policy: { new_critical_max: 0, new_high_max: 0, new_coverage_min: 90 },
        kind: 'pr',
        limit: 100,
      }),
    },
    responses: {
      200: {
        flips: example<SimulationDto>('One scan would fail, and one is not complete', {
          scans: 100,
          unchanged: 98,
          to_failed: [
            { scan_id: 12345, repo: 'acme/web', pr_number: 142, because: ['new_coverage_min'], reason: null },
          ],
          to_passed: [],
          not_judgeable: [{ scan_id: 12346, repo: 'acme/api', pr_number: 17, reason: 'pending' }],
        }),
      },
    },
  },
} as const satisfies Record<string, OperationExamples>;
