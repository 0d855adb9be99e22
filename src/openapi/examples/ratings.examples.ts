import type { ExplainedRatingsDto } from '../../modules/verdict/ratings/dto/ratings.dto.js';
import type { TechDebtDto } from '../../modules/verdict/ratings/dto/tech-debt.dto.js';
import { example, type OperationExamples } from './operation-examples.js';

export const RATINGS_EXAMPLES = {
  getRatings: {
    responses: {
      200: {
        specification: example<ExplainedRatingsDto>('A completed scan', {
          scan_id: 12345,
          quality_rating: 'B',
          maintainability_rating: 'B',
          reliability_rating: 'A',
          coverage_rating: 'C',
          duplication_rating: 'A',
          tech_debt_minutes: 847,
          parse_coverage_pct: 98.2,
          files_parsed: 1847,
          files_skipped: 34,
          rated_by: {
            reliability: ['lizard', 'semgrep'],
            maintainability: ['jscpd', 'lizard', 'semgrep'],
            coverage: ['lcov'],
            duplication: ['jscpd'],
          },
          tool_versions: { lizard: '1.17.13', semgrep: '1.95.0' },
          held_down_by: {
            reliability: null,
            maintainability: {
              text: 'Maintainability B: complexity 27 of parse in src/parse.py',
              ...{ issue_id: 98765, severity: 'high', rule_id: 'complexity', file_path: 'src/parse.py', line: 12 },
            },
            coverage: {
              text: 'Coverage C: tests run 72.4 % of all lines',
              ...{ issue_id: null, severity: null, rule_id: null, file_path: null, line: null },
            },
            duplication: null,
          },
        }),
        pending: example<ExplainedRatingsDto>('A scan that is not complete yet', {
          scan_id: 12346,
          quality_rating: null,
          maintainability_rating: null,
          reliability_rating: null,
          coverage_rating: null,
          duplication_rating: null,
          tech_debt_minutes: null,
          parse_coverage_pct: null,
          files_parsed: null,
          files_skipped: null,
          rated_by: null,
          tool_versions: {},
          held_down_by: null,
        }),
      },
    },
  },
  getTechDebt: {
    responses: {
      200: {
        specification: example<TechDebtDto>('A completed scan', {
          scan_id: 12345,
          total_minutes: 847,
          total_hours: 14.12,
          total_engineer_days: 1.76,
          findings_by_type: {
            complexity: 23,
            dead_code: 8,
            duplication: 5,
            coverage_gap: 12,
            security: 0,
            bug: 0,
            code_smell: 0,
          },
        }),
      },
    },
  },
} as const satisfies Record<string, OperationExamples>;
