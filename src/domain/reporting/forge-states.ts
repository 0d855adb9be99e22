import type { ConnectionKind } from '../forge/forge-links.js';
import type { ReportState } from './report-facts.js';

/** Kinds of states: those of commit statuses by forge, and GitHub's check runs. */
type StateKind = ConnectionKind | 'github_check';

/**
 * Words of each forge for a state. Only check runs and Azure have one for `neutral`; elsewhere it is shown as success, and the
 * text says what it is. A check run that is pending has a status, the others have a conclusion.
 */
export const FORGE_STATES = {
  github_check: { pending: 'in_progress', success: 'success', failure: 'failure', neutral: 'neutral' },
  github: { pending: 'pending', success: 'success', failure: 'failure', neutral: 'success' },
  gitlab: { pending: 'running', success: 'success', failure: 'failed', neutral: 'success' },
  bitbucket: { pending: 'INPROGRESS', success: 'SUCCESSFUL', failure: 'FAILED', neutral: 'SUCCESSFUL' },
  azure: { pending: 'pending', success: 'succeeded', failure: 'failed', neutral: 'notApplicable' },
  gitea: { pending: 'pending', success: 'success', failure: 'failure', neutral: 'success' },
} as const satisfies Record<StateKind, Record<ReportState, string>>;
