import type { FindingListDto, FindingsTakenDto } from '../../modules/verdict/findings/dto/finding.dto.js';
import type { FpMarkDto } from '../../modules/verdict/findings/dto/mark-fp.dto.js';
import { example, type OperationExamples } from './operation-examples.js';

const REASON = 'Sanitized via framework encoder at the boundary';

export const FINDINGS_EXAMPLES = {
  markFalsePositive: {
    request: {
      specification: example('Mark', { issue_id: 98765, is_fp: true, reason: REASON }),
      unmark: example('Remove the mark', { issue_id: 98765, is_fp: false }),
    },
    responses: {
      200: {
        specification: example<FpMarkDto>('Marked', {
          issue_id: 98765,
          user_marked_fp: true,
          fp_marked_at: '2026-04-19T15:00:00Z',
          fp_reason: REASON,
          changes_verdicts: [],
        }),
        unmarked: example<FpMarkDto>('The mark was removed', {
          issue_id: 98765,
          user_marked_fp: false,
          fp_marked_at: null,
          fp_reason: null,
          changes_verdicts: [],
        }),
      },
    },
  },
  uploadFindings: {
    responses: {
      200: {
        taken: example<FindingsTakenDto>('A SARIF log with one result that could not be read', {
          scan_id: 12345,
          tool: 'semgrep',
          tools: ['semgrep'],
          format: 'sarif',
          records_persisted: 3,
          by_severity: { critical: 0, high: 1, medium: 2, low: 0, info: 0 },
          rejected: [{ index: 3, reason: 'the path leaves the repository' }],
          warnings: [],
        }),
      },
    },
  },
  listFindings: {
    responses: {
      200: {
        new_finding: example<FindingListDto>('One new problem', {
          scan_id: 12345,
          findings: [
            {
              issue_id: 98765,
              rule_id: 'python.lang.security.audit.formatted-sql-query',
              tool: 'semgrep',
              type: 'security',
              severity: 'high',
              tool_level: 'error',
              file_path: 'src/auth/handler.py',
              owners: ['@acme/auth'],
              line: 42,
              column: 5,
              end_line: 42,
              end_column: 61,
              message: 'The query is built by concatenating strings.',
              fingerprint: '9f2c4e7a1b3d5f60',
              is_new_in_pr: true,
              matched_by: null,
              new_because: 'added_line',
              nearest: null,
              was: null,
              first_seen_scan_id: 12345,
              is_suppressed: false,
              related: [],
              cwe: [79],
              user_marked_fp: false,
              fp_reason: null,
              fp_marked_at: null,
              fp_marked_by: null,
              mark_line_edited: false,
              is_accepted: false,
              accepted_reason: null,
              accepted_by: null,
              accepted_at: null,
              accepted_until: null,
            },
          ],
          next_cursor: null,
          total: 1,
        }),
      },
    },
  },
} as const satisfies Record<string, OperationExamples>;
