import fc from 'fast-check';
import { type Policy, type Rule, RULES, type Scope, type Tool, TOOLS } from '../../fuzz/support/gate-model.js';
import { coverageOf, reportOf } from '../../fuzz/support/gate-reports.js';
import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import type { Span } from './history.js';

/** A request of a race. */
export type Move =
  | { readonly do: 'report'; readonly tool: Tool; readonly problems: readonly number[] }
  | { readonly do: 'cover'; readonly lines: readonly boolean[] }
  | { readonly do: 'complete' }
  | { readonly do: 'save'; readonly policy: Policy; readonly isGuarded: boolean }
  | { readonly do: 'waive'; readonly rule: Rule; readonly scope: Scope; readonly maxActual: number | null }
  | { readonly do: 'revoke' }
  | { readonly do: 'recompute' }
  | { readonly do: 'rebuild' }
  | { readonly do: 'mark' };

/** A move with when it is made, in milliseconds from the start, and whether the scan was completed before the race. */
export interface Race {
  readonly isCompletedBefore: boolean;
  readonly moves: readonly { readonly move: Move; readonly afterMs: number }[];
}

export interface Outcome<M extends Move = Move> extends Span {
  readonly move: M;
  readonly answer: ApiAnswer;
}

const problems = fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 3 });
const lines = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean());
const policy: fc.Arbitrary<Policy> = fc.record({
  new_critical_max: fc.constantFrom(0, 1, null),
  new_high_max: fc.constantFrom(0, 1, 2),
  duplication_pct_max: fc.constantFrom(0, 3, 4.5),
  new_coverage_min: fc.constantFrom(0, 50, 80),
});

const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('report' as const), tool: fc.constantFrom(...TOOLS), problems }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cover' as const), lines }) },
  { weight: 3, arbitrary: fc.constant({ do: 'complete' as const }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('save' as const), policy, isGuarded: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('waive' as const),
      rule: fc.constantFrom(...RULES),
      scope: fc.constantFrom<Scope>('organization', 'repository', 'pull request'),
      maxActual: fc.constantFrom(null, 1, 60),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'revoke' as const }) },
  { weight: 3, arbitrary: fc.constant({ do: 'recompute' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'rebuild' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'mark' as const }) },
);

/** Small races: what goes wrong goes wrong between two or three requests. */
export const raceArbitrary: fc.Arbitrary<Race> = fc.record({
  isCompletedBefore: fc.boolean(),
  moves: fc.array(fc.record({ move: moves, afterMs: fc.nat({ max: 12 }) }), {
    minLength: 3,
    maxLength: 6,
    size: 'max',
  }),
});

/** Subjects of the moves. */
export interface Course {
  readonly scanId: number;
  readonly repoId: number;
  readonly pr: number;
  readonly issueId: number | null;
  readonly waiverId: number;
  readonly revision: number;
  /** A number that no other save of the organization has. */
  readonly nextNumber: () => number;
}

export function make(move: Move, api: ApiClient, course: Course): Promise<ApiAnswer> {
  const { scanId, repoId, pr } = course;
  switch (move.do) {
    case 'report':
      return api.upload(`/scans/${scanId}/findings`, {}, { content: reportOf(move.tool, move.problems) });
    case 'cover':
      return api.upload('/quality/coverage/upload', { scan_id: String(scanId) }, { content: coverageOf(move.lines) });
    case 'complete':
      return api.post(`/scans/${scanId}/complete`, { metrics: { duplication_pct: DUPLICATION_PCT } });
    case 'save': {
      // Never violated, and different each time: every save makes a revision.
      const complexity = { complexity_new_max: 1_000 + course.nextNumber(), rating_min: null };
      const guard: Record<string, string> = move.isGuarded ? { 'if-match': `"v${course.revision}"` } : {};
      return api.put('/quality/gates/config', { policy: { ...move.policy, ...complexity }, enabled: true }, guard);
    }
    case 'waive': {
      const place = {
        ...(move.scope !== 'organization' && { repo_id: repoId }),
        ...(move.scope === 'pull request' && { pr_number: pr }),
      };
      const waiver = { rule: move.rule, reason: 'known', expires_at: null, max_actual: move.maxActual };
      return api.post('/quality/gates/waivers', { ...waiver, ...place });
    }
    case 'revoke':
      return api.post(`/quality/gates/waivers/${course.waiverId}/revoke`);
    case 'recompute':
      return api.post(`/quality/gates/recompute/${scanId}`);
    case 'rebuild':
      return api.post(`/quality/gates/rebuild-baseline/${repoId}`);
    case 'mark': {
      const body = { issue_id: course.issueId ?? ABSENT_ISSUE, is_fp: true, reason: 'harmless' };
      return api.post('/quality/findings/mark-fp', body);
    }
  }
}

export const DUPLICATION_PCT = 4;
const ABSENT_ISSUE = 9_007_199_254_740_991;
