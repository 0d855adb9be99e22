import { branchOf, deletionOf } from './deletion-of.js';
import type { ForgeNews, HookDelivery, PullNewsType } from './forge.js';
import { JsonValue } from './json-value.js';

const NO_COMMIT = /^0+$/;
const PULL_NEWS: ReadonlyMap<string | null, PullNewsType> = new Map([
  ['active', 'pull_pushed'],
  ['completed', 'pull_merged'],
  ['abandoned', 'pull_closed'],
]);

export function readHook(_headers: Readonly<Record<string, string>>, bytes: Buffer): HookDelivery {
  const body = JsonValue.parse(bytes) ?? new JsonValue(null);
  const repository = body.at('resource', 'repository');
  const ids = [repository.at('project', 'id').text, repository.at('id').text];
  const names = [repository.at('project', 'name').text, repository.at('name').text];
  const news = newsOf(body.at('eventType').text, body.at('resource'));
  const event =
    news === null || [...ids, ...names].includes(null)
      ? null
      : { project: names.join('/'), projectId: ids.join('/'), ...news };
  return { id: body.at('id').text, event };
}

function newsOf(type: string | null, resource: JsonValue): ForgeNews | null {
  if (type === 'git.pullrequest.updated') return pullNews(resource);
  if (type === 'git.push') return pushNews(resource.at('refUpdates').items);
  return type === 'git.repo.renamed' ? { type: 'repo_renamed' } : null;
}

function pullNews(pull: JsonValue): ForgeNews | null {
  const type = PULL_NEWS.get(pull.at('status').text);
  const [number, headSha] = [pull.at('pullRequestId').number, pull.at('lastMergeSourceCommit', 'commitId').text];
  if (type === undefined || number === null || headSha === null) return null;
  return { type, number, headSha, baseBranch: branchOf(pull.at('targetRefName').text) };
}

function pushNews(updates: readonly JsonValue[]): ForgeNews | null {
  const deleted = updates.filter((update) => NO_COMMIT.test(update.at('newObjectId').text ?? ''));
  return deletionOf(deleted.map((update) => branchOf(update.at('name').text)));
}
