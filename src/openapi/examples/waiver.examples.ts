import type { BaselineRebuiltDto } from '../../modules/baseline/dto/baseline.dto.js';
import type {
  CreateWaiverDto,
  WaiverCreatedDto,
  WaiverRevokedDto,
  WaiversDto,
} from '../../modules/waiver/dto/waiver.dto.js';
import { example, type OperationExamples } from './operation-examples.js';

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
              pr_number: null,
              max_actual: null,
              created_by_user_id: 15,
              created_at: '2026-04-15T10:00:00Z',
              expires_at: '2026-06-01T00:00:00Z',
              revoked_at: null,
              expired: false,
              revoked: false,
            },
          ],
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
        specification: example<WaiverCreatedDto>('In force', {
          id: 8,
          rule: 'new_critical_max',
          repo_id: 8,
          pr_number: 142,
          max_actual: null,
          created_at: '2026-04-19T12:00:00Z',
          expires_at: '2026-05-01T00:00:00Z',
        }),
      },
    },
  },
  revokeWaiver: {
    responses: {
      200: {
        specification: example<WaiverRevokedDto>('Not honoured any more', {
          id: 8,
          revoked: true,
          revoked_at: '2026-04-19T14:00:00Z',
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
