import { CliError } from '../exit-code.js';
import { type Git } from '../git/git.js';
import { readCiEnvironment } from '../identity/ci-environment.js';
import { type Terminal } from '../terminal.js';
import { type ForgeAddress, ForgeRequests } from './forge-requests.js';
import { GitHubReview } from './github-review.js';
import { GitLabReview } from './gitlab-review.js';
import { type Review } from './review.js';

const GITHUB = {
  forge: 'GitHub',
  variable: 'GITHUB_API_URL',
  rights: 'GITHUB_TOKEN needs the permission `pull-requests: write`. In a workflow started by a fork, it is read-only.',
  headers: { 'x-github-api-version': '2022-11-28' },
} as const;
const GITLAB = {
  forge: 'GitLab',
  variable: 'CI_API_V4_URL',
  rights: 'QGATE_FORGE_TOKEN must be a token of the project with the scope `api`; CI_JOB_TOKEN may not comment.',
  headers: {},
} as const;

/**
 * The pull request that this build of GitHub Actions or GitLab CI belongs to; null where it belongs to none.
 *
 * @throws {CliError} of kind `usage` elsewhere; of kind `credentials` without a token
 */
export async function openReview(git: Git, terminal: Terminal): Promise<Review | null> {
  const { env } = terminal;
  if (env.GITHUB_ACTIONS && !env.GITEA_ACTIONS) {
    const { slug, pr } = await readCiEnvironment(env, terminal.cwd);
    if (pr === undefined || slug === undefined) return null;
    const token = requireToken(env.QGATE_FORGE_TOKEN ?? env.GITHUB_TOKEN, 'GITHUB_TOKEN', GITHUB.rights);
    return new GitHubReview(requestsTo(GITHUB, env.GITHUB_API_URL, token, terminal), slug, pr);
  }
  if (env.GITLAB_CI) {
    const { pr } = await readCiEnvironment(env, terminal.cwd);
    const project = env.CI_MERGE_REQUEST_PROJECT_ID;
    if (pr === undefined || !project) return null;
    const token = requireToken(env.QGATE_FORGE_TOKEN, 'QGATE_FORGE_TOKEN', GITLAB.rights);
    return new GitLabReview(requestsTo(GITLAB, env.CI_API_V4_URL, token, terminal), git, project, pr);
  }
  throw new CliError(
    'usage',
    'Suggestions are posted from GitHub Actions and GitLab CI.',
    'Elsewhere, use reviewdog with the same file: reviewdog -f=rdjson -reporter=REPORTER',
  );
}

function requireToken(token: string | undefined, variable: string, rights: string): string {
  if (token) return token;
  throw new CliError('credentials', `${variable} is not set.`, rights);
}

function requestsTo(
  forge: Pick<ForgeAddress, 'forge' | 'variable' | 'rights' | 'headers'>,
  address: string | undefined,
  token: string,
  terminal: Terminal,
): ForgeRequests {
  const url = address?.replace(/\/+$/, '') ?? '';
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new CliError('usage', `${forge.variable} must be the address of the ${forge.forge} API.`);
  return new ForgeRequests({ ...forge, url, token }, terminal);
}
