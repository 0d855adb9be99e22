import type { ForgeNews, HookDelivery, PullNewsType } from './forge.js';
import { JsonValue } from './json-value.js';

const BRANCH = 'refs/heads/';

/** Reads a delivery of GitHub by its event and action. */
export function readGithubHook(headers: Readonly<Record<string, string>>, bytes: Buffer): HookDelivery {
  const id = headers['x-github-delivery'] ?? null;
  const type = headers['x-github-event'];
  const body = JsonValue.parse(bytes) ?? new JsonValue(null);
  const action = body.at('action').text;
  if (type === 'installation') return { id, event: null, ...readEnd(body, action) };
  const project = body.at('repository', 'full_name').text;
  const news = READERS.get(type ?? '')?.(body, action) ?? null;
  if (news === null || project === null) return { id, event: null };
  return { id, event: { project, projectId: body.at('repository', 'id').text, ...news } };
}

/** The header that names the event is not signed: a repository's event has `deleted` and an installation, too. */
function readEnd(body: JsonValue, action: string | null): Pick<HookDelivery, 'endedInstallation'> {
  const installation = body.at('installation', 'id').text;
  const isEnd = (action === 'deleted' || action === 'suspend') && body.at('repository', 'id').text === null;
  return isEnd && installation !== null ? { endedInstallation: installation } : {};
}

type Read = (body: JsonValue, action: string | null) => ForgeNews | null;

/** News by the event of GitHub; other events mean nothing here. */
const READERS = new Map<string, Read>(
  Object.entries({
    check_run: (body, action) => {
      const commitSha = body.at('check_run', 'head_sha').text;
      if (commitSha === null || (action !== 'rerequested' && action !== 'requested_action')) return null;
      return { type: 'rerequested', commitSha, externalId: body.at('check_run', 'external_id').text };
    },
    check_suite: (body, action) => {
      const commitSha = body.at('check_suite', 'head_sha').text;
      return commitSha === null || action !== 'rerequested'
        ? null
        : { type: 'rerequested', commitSha, externalId: null };
    },
    pull_request: readPullRequest,
    push: (body) => {
      const ref = body.at('ref').text ?? '';
      if (!body.at('deleted').isTrue || !ref.startsWith(BRANCH)) return null;
      return { type: 'branch_deleted', branch: ref.slice(BRANCH.length) };
    },
    repository: (body, action) => {
      if (action === 'renamed' || action === 'transferred') return { type: 'repo_renamed' };
      const branch = body.at('repository', 'default_branch').text;
      const isChanged = body.at('changes', 'default_branch', 'from').text !== null;
      return action === 'edited' && isChanged && branch !== null ? { type: 'default_branch_changed', branch } : null;
    },
  } satisfies Record<string, Read>),
);

const PULL_ACTIONS: ReadonlyMap<string | null, PullNewsType> = new Map([
  ['reopened', 'pull_reopened'],
  ['synchronize', 'pull_pushed'],
]);

function readPullRequest(body: JsonValue, action: string | null): ForgeNews | null {
  const number = body.at('pull_request', 'number').number;
  const headSha = body.at('pull_request', 'head', 'sha').text;
  if (number === null || headSha === null) return null;
  if (action === 'closed') {
    const isMerged = body.at('pull_request', 'merged').isTrue;
    return { type: isMerged ? 'pull_merged' : 'pull_closed', number, headSha };
  }
  // edits of titles and texts change nothing here
  const isRetargeted = action === 'edited' && body.at('changes', 'base', 'ref', 'from').text !== null;
  const type = isRetargeted ? 'pull_edited' : PULL_ACTIONS.get(action);
  return type === undefined ? null : { type, number, headSha, baseBranch: body.at('pull_request', 'base', 'ref').text };
}
