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
  return kind === 'gitlab' ? ofGitLab(token) : ofCustom(token);
}

/** Claims that its issuer sends as a known forge does mean what they mean there. */
function ofCustom(token: Token): Restrictions {
  const { ref, ref_path: path, event_name: event, pipeline_source: source } = token;
  const untrusted = isOfFork(token);
  const isOfPull = isOfMergeRequest(source) || [path, ref].some(isPathOfPull);
  return { baseline: OWN_EVENTS.includes(event) && !isOfPull && !untrusted, untrusted, branch: null };
}

function ofGitHub({ ref, event_name: event }: Token): Restrictions {
  const branch = typeof ref === 'string' && ref.startsWith(BRANCH) ? ref.slice(BRANCH.length) : null;
  return { baseline: branch !== null && OWN_EVENTS.includes(event), untrusted: false, branch };
}

/** The default branch is protected: a pipeline of another, or of a merge request, is not to write its baseline. */
function ofGitLab(token: Token): Restrictions {
  const { ref, ref_path: path, ref_type: type = 'branch', ref_protected: isProtected, pipeline_source: source } = token;
  const untrusted = isOfFork(token);
  const isOfBranch = typeof ref === 'string' && type === 'branch' && !isOfMergeRequest(source) && !isPathOfPull(path);
  const baseline = isOfBranch && isProtected === 'true' && !untrusted;
  return { baseline, untrusted, branch: isOfBranch ? ref : null };
}

const isOfMergeRequest = (source: unknown): boolean =>
  source === 'merge_request_event' || source === 'external_pull_request_event';

const isPathOfPull = (path: unknown): boolean =>
  typeof path === 'string' && /^refs\/(?:pull|merge-requests|pull-requests)\//.test(path);

/** Names of a run's project, and of the one that its code is of: on GitLab where its job runs, in the target of a merge request. */
const PROJECTS = [
  ['project_id', 'job_project_id'],
  ['repository', 'head_repository'],
  ['repository_id', 'head_repository_id'],
] as const;

/** True for a pull or merge request of a fork that runs in its target: the token names both projects. */
const isOfFork = (token: Token): boolean =>
  PROJECTS.some(([project, other]) => {
    const named = claimText(token[other] ?? '');
    return named !== '' && named?.toLowerCase() !== claimText(token[project])?.toLowerCase();
  });
