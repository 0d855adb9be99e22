import type { CompleteScanDto } from '../../modules/verdict/completion/dto/complete-scan.dto.js';
import type { CreatedScanDto, ScanDto } from '../../modules/verdict/scan/dto/scan.dto.js';
import { example, type OperationExamples } from './operation-examples.js';

const STARTED: ScanDto = {
  id: 12345,
  scan_id: 12345,
  repo_id: 8,
  branch: 'feature/auth-rework',
  commit_sha: '8f14e45fceea167a5a36dedd4bea2543f2a1c9d0',
  pr_number: 142,
  base_branch: 'main',
  base_sha: '4f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c',
  merge_group: null,
  tree_sha: null,
  reused_scan_id: null,
  default_branch: 'main',
  is_baseline_scan: false,
  is_untrusted: false,
  status: 'pending',
  gate_status: null,
  direction: null,
  reason: null,
  expected_uploads: null,
  expected_reports: [],
  uploads_received: 0,
  warnings: [],
  fixed: null,
  created_at: '2026-04-19T11:50:00.000Z',
  deadline_at: '2026-04-19T12:50:00.000Z',
  completed_at: null,
  details_expired_at: null,
  dashboard_url: 'https://gate.example.com/scans/12345',
};

export const SCAN_EXAMPLES = {
  createScan: {
    request: {
      pull_request: example('A pull request', {
        repo: 'acme/web',
        branch: 'feature/auth-rework',
        commit_sha: '8f14e45fceea167a5a36dedd4bea2543f2a1c9d0',
        pr_number: 142,
        base_branch: 'main',
        base_sha: '4f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c',
      }),
      default_branch: example('The default branch, whose findings become the baseline', {
        repo: 'acme/web',
        branch: 'main',
      }),
    },
    responses: {
      201: {
        started: example<CreatedScanDto>('Started', {
          ...STARTED,
          base: {
            scan_id: 12301,
            branch: 'main',
            commit_sha: '4f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c',
            exact: true,
            commits_behind: 0,
            via: [],
          },
          reusable: null,
          source_excerpts: 'none',
          suppression_reasons: true,
        }),
      },
    },
  },
  getScan: {
    responses: {
      200: {
        completed: example<ScanDto>('Completed', {
          ...STARTED,
          status: 'completed',
          gate_status: 'passed',
          direction: 'steady',
          uploads_received: 3,
          fixed: 2,
          completed_at: '2026-04-19T12:00:00.000Z',
          details_expired_at: null,
        }),
      },
    },
  },
  saveScanChanges: {
    request: {
      ranges: example('A rename with edits and a deletion', {
        files: [
          {
            path: 'src/auth/handler.py',
            old_path: 'src/handler.py',
            added: [
              [5, 6],
              [40, 58],
            ],
            removed: [[5, 5]],
            hunks: [
              [5, 1, 5, 2],
              [38, 0, 40, 19],
            ],
            hunks_w: [
              [5, 1, 5, 2],
              [38, 0, 40, 19],
            ],
            status: 'renamed',
            kind: 'source',
            executable_added: [
              [5, 6],
              [42, 58],
            ],
            edited_scopes: ['Handler', 'Handler.login'],
          },
          { path: 'src/auth/legacy.py', added: [], removed: [[1, 12]], status: 'deleted' },
        ],
      }),
    },
  },
  saveScanFiles: { request: { paths: example('Two files', { paths: ['README.md', 'src/auth/handler.py'] }) } },
  completeScan: {
    request: {
      metrics: example<CompleteScanDto>('With measurements of the scanner', {
        metrics: {
          duplication_pct: 1.2,
          files_parsed: 1847,
          files_skipped: 34,
          lines_of_code: 120_000,
          tool_versions: { lizard: '1.17.13', semgrep: '1.95.0' },
        },
      }),
    },
  },
  failScan: { request: { gave_up: example('The scanner ran out of memory', { reason: 'semgrep: out of memory' }) } },
} as const satisfies Record<string, OperationExamples>;
