import { type Terminal } from '../terminal.js';
import { type Correction, type MergeGroup, toNumber } from './ci-facts.js';
import { type GitHubEvent } from './github-event.js';
import { slugOfRemote } from './slug.js';

type Correct = (env: Terminal['env'], event: GitHubEvent) => Correction;

/**
 * Facts that env-ci lacks, or states otherwise than a gate needs them, by its name of the service.
 *
 * A branch of a fork carries its owner: a fork's `main` must never pass for the default branch of this repository,
 * whose scans become the baseline. The commit is the one that the author pushed: some systems test a merge commit, which
 * disappears with the next push. The number of a pull request is the one that people see.
 */
export const CORRECTIONS: Readonly<Record<string, Correct>> = {
  github: (env, { pull_request: pull, repository, merge_group: group }) => {
    const build = joined(env.GITHUB_RUN_ID, env.GITHUB_RUN_ATTEMPT);
    const defaultBranch = repository?.default_branch;
    if (pull === undefined) {
      return {
        build,
        defaultBranch,
        branch: firstOf(env.GITHUB_HEAD_REF, withoutPrefix(group?.head_ref)),
        base: firstOf(env.GITHUB_BASE_REF, withoutPrefix(group?.base_ref)),
        baseCommit: group?.base_sha,
      };
    }
    const isFork = pull.head?.repo?.full_name !== repository?.full_name;
    return {
      build,
      defaultBranch,
      isFork,
      pr: pull.number,
      title: pull.title,
      author: pull.user?.login,
      prUrl: pull.html_url,
      commit: pull.head?.sha,
      // A pull_request_target runs on a commit of the base branch, all other events on the merge.
      mergeCommit: env.GITHUB_EVENT_NAME === 'pull_request_target' ? undefined : env.GITHUB_SHA,
      branch: isFork ? pull.head?.label : pull.head?.ref,
      base: pull.base?.ref,
      baseCommit: pull.base?.sha,
    };
  },
  gitlab: (env) => {
    const source = env.CI_MERGE_REQUEST_SOURCE_BRANCH_NAME;
    const isFork = Boolean(source) && env.CI_MERGE_REQUEST_SOURCE_PROJECT_PATH !== env.CI_MERGE_REQUEST_PROJECT_PATH;
    const ref = env.CI_COMMIT_TAG ? `refs/tags/${env.CI_COMMIT_TAG}` : source;
    return {
      mergeGroup: env.CI_MERGE_REQUEST_EVENT_TYPE === 'merge_train' ? trainOf(env) : undefined,
      defaultBranch: env.CI_DEFAULT_BRANCH,
      // env-ci gives the number that counts over the whole instance.
      pr: toNumber(env.CI_MERGE_REQUEST_IID),
      title: env.CI_MERGE_REQUEST_TITLE,
      prUrl: joinedUrl(env.CI_MERGE_REQUEST_PROJECT_URL, 'merge_requests', env.CI_MERGE_REQUEST_IID, '/-/'),
      isFork,
      branch: isFork ? `${env.CI_MERGE_REQUEST_SOURCE_PROJECT_PATH ?? 'fork'}:${source}` : ref,
      // Set in pipelines for merged results only, where CI_COMMIT_SHA is the merge commit.
      commit: env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA,
      mergeCommit: env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA ? env.CI_COMMIT_SHA : undefined,
      baseCommit: env.CI_MERGE_REQUEST_DIFF_BASE_SHA,
    };
  },
  jenkins: (env) => {
    const owner = env.CHANGE_FORK ? `${env.CHANGE_FORK}:` : '';
    const change = env.CHANGE_BRANCH ? `${owner}${env.CHANGE_BRANCH}` : undefined;
    return {
      slug: slugOf(env.GIT_URL ?? env.GIT_URL_1),
      // GIT_BRANCH names the remote too.
      branch: change ?? env.ghprbSourceBranch ?? env.gitlabSourceBranch ?? env.GIT_BRANCH?.replace(/^origin\//, ''),
      base: env.CHANGE_TARGET ?? env.ghprbTargetBranch ?? env.gitlabTargetBranch,
      pr: toNumber(env.CHANGE_ID ?? env.ghprbPullId ?? env.gitlabMergeRequestIid),
      title: env.CHANGE_TITLE ?? env.ghprbPullTitle ?? env.gitlabMergeRequestTitle,
      author: env.CHANGE_AUTHOR ?? env.ghprbPullAuthorLogin,
      prUrl: env.CHANGE_URL ?? env.ghprbPullLink,
      isFork: Boolean(env.CHANGE_FORK),
      build: env.BUILD_TAG ?? env.BUILD_URL,
    };
  },
  azurePipelines: (env) => {
    const source = withoutPrefix(env.SYSTEM_PULLREQUEST_SOURCEBRANCH);
    const isFork = env.SYSTEM_PULLREQUEST_ISFORK?.toLowerCase() === 'true';
    return {
      slug: slugOf(env.BUILD_REPOSITORY_URI),
      // PULLREQUESTID is Azure's own number for a pull request on GitHub.
      pr: toNumber(firstOf(env.SYSTEM_PULLREQUEST_PULLREQUESTNUMBER, env.SYSTEM_PULLREQUEST_PULLREQUESTID)),
      commit: env.SYSTEM_PULLREQUEST_SOURCECOMMITID,
      branch: source && isFork ? `fork:${source}` : source,
      base: withoutPrefix(env.SYSTEM_PULLREQUEST_TARGETBRANCH),
      isFork,
      build: env.BUILD_BUILDID,
    };
  },
  bitbucket: (env) => ({
    // env-ci knows no pull requests of Bitbucket.
    pr: toNumber(env.BITBUCKET_PR_ID),
    prUrl: joinedUrl(env.BITBUCKET_GIT_HTTP_ORIGIN, 'pull-requests', env.BITBUCKET_PR_ID),
    base: env.BITBUCKET_PR_DESTINATION_BRANCH,
    baseCommit: env.BITBUCKET_PR_DESTINATION_COMMIT,
    build: env.BITBUCKET_PIPELINE_UUID ?? env.BITBUCKET_BUILD_NUMBER,
  }),
  circleci: (env) => {
    const isFork = Boolean(env.CIRCLE_PR_USERNAME);
    const { CIRCLE_PROJECT_USERNAME: owner, CIRCLE_PROJECT_REPONAME: repo } = env;
    return {
      slug: owner && repo ? `${owner}/${repo}` : (slugOf(env.CIRCLE_REPOSITORY_URL) ?? null),
      isFork,
      prUrl: env.CIRCLE_PULL_REQUEST,
      // CircleCI's own name for the branch of a fork is `pull/12`.
      branch: isFork ? `${env.CIRCLE_PR_USERNAME}:${env.CIRCLE_BRANCH ?? 'unknown'}` : env.CIRCLE_BRANCH,
      build: env.CIRCLE_WORKFLOW_ID,
    };
  },
  travis: (env) => {
    const source = env.TRAVIS_PULL_REQUEST_BRANCH;
    const isFork = Boolean(source) && env.TRAVIS_PULL_REQUEST_SLUG !== env.TRAVIS_REPO_SLUG;
    return {
      commit: env.TRAVIS_PULL_REQUEST_SHA,
      isFork,
      branch: isFork ? `${env.TRAVIS_PULL_REQUEST_SLUG?.split('/')[0] ?? 'fork'}:${source}` : source,
      build: env.TRAVIS_BUILD_ID,
    };
  },
};

function trainOf(env: Terminal['env']): MergeGroup {
  const number = toNumber(env.CI_MERGE_REQUEST_IID);
  return {
    members: number === undefined ? [] : [number],
    target: firstOf(env.CI_MERGE_REQUEST_TARGET_BRANCH_NAME) ?? null,
    baseCommit: firstOf(env.CI_MERGE_REQUEST_TARGET_BRANCH_SHA, env.CI_MERGE_REQUEST_DIFF_BASE_SHA) ?? null,
    branch: number === undefined ? null : `refs/merge-requests/${number}/train`,
    commit: firstOf(env.CI_COMMIT_SHA) ?? null,
  };
}

/** Systems set variables that have nothing to say to the empty text. */
const firstOf = (...values: readonly (string | undefined)[]): string | undefined =>
  values.find((value) => value !== undefined && value !== '');

/** Web address of a pull request on its forge; undefined where the system names no address of the repository. */
const joinedUrl = (
  repository: string | undefined,
  kind: string,
  number: string | undefined,
  infix = '/',
): string | undefined => (repository && number ? `${repository}${infix}${kind}/${number}` : undefined);

/** `refs/heads/main` and `main` alike. */
const withoutPrefix = (ref: string | undefined): string | undefined => ref?.replace(/^refs\/heads\//, '');

const slugOf = (remote: string | undefined): string | undefined =>
  remote ? (slugOfRemote(remote) ?? undefined) : undefined;

const joined = (...parts: readonly (string | undefined)[]): string | undefined =>
  parts[0] === undefined ? undefined : parts.filter(Boolean).join('.');
