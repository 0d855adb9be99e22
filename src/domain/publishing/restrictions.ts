import { claimText } from './demanded-claims.js';
import type { PublisherKind } from './publisher-kinds.js';

/** Limits of an access token besides its scopes, by the claims of the identity token. */
export interface Restrictions {
  /** Its scans of a baseline branch become baselines. */
  readonly baseline: boolean;
  /** It speaks for a fork: its scans neither count for others nor decide by what they bring along. */
  readonly untrusted: boolean;
  /** Branch of the pipeline, the only one whose baseline it may write; null: any. */
  readonly branch: string | null;
}

type Token = Readonly<Record<string, unknown>>;

/** Events of GitHub whose pipelines run what was pushed to their branch. */
const OWN_EVENTS: readonly unknown[] = ['push', 'schedule', 'workflow_dispatch', 'merge_group', undefined];
const BRANCH = 'refs/heads/';

/** Restrictions of a verified token of a publisher of this kind. */
export function restrictionsOf(kind: PublisherKind, token: Token): Restrictions {
  if (kind === 'github') return ofGitHub(token);
  return kind === 'gitlab' ? ofGitLab(token) : { baseline: true, untrusted: false, branch: null };
}

function ofGitHub({ ref, event_name: event }: Token): Restrictions {
  const branch = typeof ref === 'string' && ref.startsWith(BRANCH) ? ref.slice(BRANCH.length) : null;
  return { baseline: branch !== null && OWN_EVENTS.includes(event), untrusted: false, branch };
}

/** The default branch is protected: a pipeline of another, or of a merge request, is not to write its baseline. */
function ofGitLab(token: Token): Restrictions {
  const { ref, ref_path: path, ref_type: type = 'branch', ref_protected: isProtected, pipeline_source: source } = token;
  const untrusted = isOfFork(token);
  const isOfBranch =
    typeof ref === 'string' && type === 'branch' && !isOfMergeRequest(source) && !isPathOfMergeRequest(path);
  const baseline = isOfBranch && isProtected === 'true' && !untrusted;
  return { baseline, untrusted, branch: isOfBranch ? ref : null };
}

const isOfMergeRequest = (source: unknown): boolean =>
  source === 'merge_request_event' || source === 'external_pull_request_event';

const isPathOfMergeRequest = (path: unknown): boolean =>
  typeof path === 'string' && path.startsWith('refs/merge-requests/');

/** True for a merge request of a fork that runs in its target: the token names both projects. */
const isOfFork = ({ project_id: project, job_project_id: ran }: Token): boolean =>
  ran !== undefined && claimText(ran) !== claimText(project);
