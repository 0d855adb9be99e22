import { NO_ACTIONS } from '../../../domain/gate/actions/plan-actions.js';
import { NO_EVIDENCE } from '../../../domain/gate/evidence.js';
import type { GatePolicy } from '../../../domain/gate/policy.js';
import { toEvidence, toNextActions } from '../../../domain/scanned/verdict-body.js';
import type { Warning } from '../../../domain/warning.js';
import type { ConsideredDto, ToleratedViolationDto, UncoveredFileDto, VerdictDto } from './dto/verdict.dto.js';
import { toPolicy } from './gate-config.js';

/** The keys that verdicts have had from the beginning. */
type FirstKeys = Exclude<
  keyof VerdictDto,
  | keyof ReturnType<typeof toEvidence>
  | 'tolerated_violations'
  | 'policy_file'
  | 'repo_policy_version'
  | 'considered'
  | 'warnings'
  | keyof ReturnType<typeof toNextActions>
>;

/** The body of an evaluation as it is stored: those of earlier versions lack keys, and have plain texts for warnings. */
export type StoredVerdict = Pick<VerdictDto, FirstKeys> &
  Partial<Omit<VerdictDto, 'warnings' | 'considered' | 'uncovered' | 'tolerated_violations'>> & {
    readonly tolerated_violations?: readonly (Omit<ToleratedViolationDto, 'why'> & Partial<ToleratedViolationDto>)[];
    readonly uncovered?: readonly (Pick<UncoveredFileDto, 'file_path' | 'ranges'> & Partial<UncoveredFileDto>)[] | null;
    readonly considered: Pick<ConsideredDto, 'waiver_ids' | 'marks_changed_at'> & Partial<ConsideredDto>;
    readonly policy?: GatePolicy;
    readonly warnings: readonly (Warning | string)[];
  };

/** A stored body with what it was judged by. */
export type WholeVerdict = VerdictDto & { readonly policy: GatePolicy };

/** Keys that verdicts got later, as they read where nothing is known of them. */
const LATER_KEYS = {
  tolerated_violations: [],
  policy_file: null,
  repo_policy_version: null,
  ...toNextActions(NO_ACTIONS),
  ...toEvidence(NO_EVIDENCE),
};

/**
 * A stored body with all keys of today: null or empty where the version that stored it knew nothing of them. Its own keys
 * come first, in the order in which they were written.
 */
export const completeVerdict = (stored: StoredVerdict, policy: Partial<GatePolicy>): WholeVerdict => ({
  ...stored,
  ...LATER_KEYS,
  ...stored,
  tolerated_violations: (stored.tolerated_violations ?? []).map((each) => ({
    ...each,
    why: each.why ?? 'base_breaks_it',
  })),
  uncovered: stored.uncovered?.map((file) => ({ ...file, more_lines: file.more_lines ?? 0 })) ?? null,
  changes: stored.changes ? { ...stored.changes, no_longer_checked: stored.changes.no_longer_checked ?? null } : null,
  considered: { repo_policy_revision: 0, switches_revision: 0, accepted_until: null, ...stored.considered },
  policy: stored.policy ?? toPolicy(policy),
  warnings: stored.warnings.map(completeWarning),
});

/** Verdicts of earlier versions warned of their policy file alone. */
const completeWarning = (warning: Warning | string): Warning =>
  typeof warning === 'string' ? { code: 'policy_file_key_dropped', message: warning } : warning;
