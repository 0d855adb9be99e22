import type { BaselineRebuiltDto } from '../../modules/verdict/baseline/dto/baseline.dto.js';
import type { VerdictChangeDto } from '../../modules/verdict/scan/verdict-changes.events.js';
import type { CreateWaiverRequestDto } from '../../modules/verdict/waiver/dto/create-waiver-request.dto.js';
import type {
  CreateWaiverDto,
  UpdateWaiverDto,
  WaiverRevokedDto,
  WaiversDto,
  WaiverUpdatedDto,
  WaiverWrittenDto,
} from '../../modules/verdict/waiver/dto/waiver.dto.js';
import type {
  ApprovedRequestDto,
  DeclineWaiverRequestDto,
  MadeRequestDto,
  WaiverRequestDto,
  WaiverRequestsDto,
} from '../../modules/verdict/waiver/dto/waiver-request.dto.js';
import { example, type OperationExamples } from './operation-examples.js';

const OPEN_REQUEST: WaiverRequestDto = {
  id: 3,
  state: 'requested',
  rule: 'new_critical_max',
  issue_id: null,
  problem: null,
  reason: 'The fix is in review',
  repo_id: 8,
  repo_name: 'acme/backend',
  pr_number: 142,
  max_actual: 1,
  expires_at: '2026-05-01T00:00:00Z',
  created_by_user_id: 16,
  created_by_name: 'Ada Lovelace',
  by: { type: 'user', id: 16, name: 'Ada Lovelace', kind: null },
  created_at: '2026-04-19T12:00:00Z',
  decided_by_user_id: null,
  decided_by_name: null,
  decided_at: null,
  decline_reason: null,
  waiver_id: null,
};
const OPEN_ACCEPTANCE: WaiverRequestDto = {
  ...OPEN_REQUEST,
  ...{ id: 4, rule: null, pr_number: null, max_actual: null, reason: 'Goes with the old parser in May' },
  issue_id: 98765,
  problem: {
    scan_id: 12345,
    tool: 'semgrep',
    rule_id: 'sql-injection',
    severity: 'critical',
    message: 'Input reaches a query',
    file_path: 'src/db.ts',
    line: 42,
  },
};
const TURNED: VerdictChangeDto = {
  scan_id: 12345,
  repo: 'acme/backend',
  branch: 'feature/auth-rework',
  pr_number: 142,
  from: 'failed',
  to: 'passed',
};
const DECIDED = { decided_by_user_id: 15, decided_by_name: 'Grace Hopper', decided_at: '2026-04-19T14:00:00Z' };
const DECLINE_REASON = 'The finding is real; see #4521';

export const WAIVER_EXAMPLES = {
  listWaivers: {
    responses: {
      200: {
        specification: example<WaiversDto>('One waiver of a repository', {
          org_id: 42,
          waivers: [
            {
              id: 7,
              rule: 'duplication_pct_max',
              reason: 'Legacy monolith — scheduled refactor ticket #1234',
              repo_id: 8,
              repo_name: 'acme/backend',
              pr_number: null,
              max_actual: null,
              created_by_user_id: 15,
              created_by_name: 'Grace Hopper',
              usage: { evaluations: 4, last_scan_id: 12345, last_used_at: '2026-04-18T09:30:00Z' },
              created_at: '2026-04-15T10:00:00Z',
              expires_at: '2026-06-01T00:00:00Z',
              revoked_at: null,
              expired: false,
              revoked: false,
            },
          ],
          requests: [],
          next_cursor: null,
        }),
      },
    },
  },
  createWaiver: {
    request: {
      specification: example<CreateWaiverDto>('For one pull request', {
        rule: 'new_critical_max',
        reason: 'CVE-2026-XXXX is in a dev-only test harness, not deployed',
        repo_id: 8,
        pr_number: 142,
        expires_at: '2026-05-01T00:00:00Z',
      }),
      bounded: example<CreateWaiverDto>('For the whole organization, up to a bound', {
        rule: 'duplication_pct_max',
        reason: 'Generated clients are being moved out',
        max_actual: 6,
        expires_at: '2026-06-01T00:00:00Z',
      }),
    },
    responses: {
      200: {
        specification: example<WaiverWrittenDto>('In force', {
          id: 8,
          rule: 'new_critical_max',
          repo_id: 8,
          pr_number: 142,
          max_actual: null,
          created_at: '2026-04-19T12:00:00Z',
          expires_at: '2026-05-01T00:00:00Z',
          changes_verdicts: [TURNED],
        }),
      },
    },
  },
  updateWaiver: {
    request: {
      specification: example<UpdateWaiverDto>('A later end date', { expires_at: '2026-06-01T00:00:00Z' }),
    },
    responses: {
      200: {
        specification: example<WaiverUpdatedDto>('In force until then', {
          id: 8,
          rule: 'new_critical_max',
          reason: 'CVE-2026-XXXX is in a dev-only test harness, not deployed',
          repo_id: 8,
          repo_name: 'acme/backend',
          pr_number: 142,
          max_actual: null,
          created_by_user_id: 15,
          created_by_name: 'Grace Hopper',
          usage: { evaluations: 0, last_scan_id: null, last_used_at: null },
          created_at: '2026-04-19T12:00:00Z',
          expires_at: '2026-06-01T00:00:00Z',
          revoked_at: null,
          expired: false,
          revoked: false,
          changes_verdicts: [],
        }),
      },
    },
  },
  listWaiverRequests: {
    responses: {
      200: {
        open: example<WaiverRequestsDto>('A request that is not decided yet', {
          org_id: 42,
          requests: [OPEN_REQUEST],
          next_cursor: null,
        }),
      },
    },
  },
  requestWaiver: {
    request: {
      bounded: example<CreateWaiverRequestDto>('For one pull request, up to a bound', {
        rule: 'new_critical_max',
        reason: 'The fix is in review',
        repo_id: 8,
        pr_number: 142,
        max_actual: 1,
        expires_at: '2026-05-01T00:00:00Z',
      }),
      acceptance: example<CreateWaiverRequestDto>('For one problem', {
        issue_id: 98765,
        reason: 'Goes with the old parser in May',
        expires_at: '2026-05-01T00:00:00Z',
      }),
    },
    responses: {
      201: {
        open: example<MadeRequestDto>('Requested', { ...OPEN_REQUEST, notice: null }),
        acceptance: example<MadeRequestDto>('Acceptance requested', { ...OPEN_ACCEPTANCE, notice: null }),
      },
    },
  },
  approveWaiverRequest: {
    responses: {
      200: {
        approved: example<ApprovedRequestDto>('Approved', {
          ...OPEN_REQUEST,
          ...DECIDED,
          state: 'approved',
          waiver_id: 8,
          changes_verdicts: [TURNED],
        }),
      },
    },
  },
  declineWaiverRequest: {
    request: { reason: example<DeclineWaiverRequestDto>('With a reason', { reason: DECLINE_REASON }) },
    responses: {
      200: {
        declined: example<WaiverRequestDto>('Declined', {
          ...OPEN_REQUEST,
          ...DECIDED,
          state: 'declined',
          decline_reason: DECLINE_REASON,
        }),
      },
    },
  },
  withdrawWaiverRequest: {
    responses: {
      200: {
        withdrawn: example<WaiverRequestDto>('Withdrawn', {
          ...OPEN_REQUEST,
          state: 'withdrawn',
          decided_by_user_id: 16,
          decided_by_name: 'Ada Lovelace',
          decided_at: '2026-04-19T13:00:00Z',
        }),
      },
    },
  },
  revokeWaiver: {
    responses: {
      200: {
        specification: example<WaiverRevokedDto>('No longer in force', {
          id: 8,
          revoked: true,
          revoked_at: '2026-04-19T14:00:00Z',
          changes_verdicts: [{ ...TURNED, from: 'passed', to: 'failed' }],
        }),
      },
    },
  },
  rebuildBaseline: {
    responses: {
      200: {
        specification: example<BaselineRebuiltDto>('Cleared', {
          repo_id: 8,
          branch: 'main',
          cleared_fingerprints: 847,
          note: 'Next scan on the default branch will re-establish the baseline.',
        }),
      },
    },
  },
} as const satisfies Record<string, OperationExamples>;
