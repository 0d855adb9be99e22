import {
  type CredentialsType,
  type ForgeConnection,
  type ForgeKind,
  type ForgeTest,
  type ReportOptions,
} from './forges.queries';

interface KindWords {
  readonly name: string;
  /** Types of credentials that the forge takes, the best first. */
  readonly credentials: readonly CredentialsType[];
  /** Rights that a token needs. */
  readonly token: string;
  /** Address of the public site; null: the address of the site is required. */
  readonly site: string | null;
  readonly siteExample: string;
  readonly projectExample: string;
}

/** Forges in the order of the choice. */
export const KINDS: Readonly<Record<ForgeKind, KindWords>> = {
  github: {
    name: 'GitHub',
    credentials: ['app', 'token'],
    token: 'Fine-grained, with commit statuses and pull requests: read and write. Checks need an App.',
    site: 'https://github.com',
    siteExample: 'https://github.example.org',
    projectExample: 'acme/web',
  },
  gitlab: {
    name: 'GitLab',
    credentials: ['token'],
    token: 'Of a project or group, with the role Developer and the scope api; Maintainer for protected branches.',
    site: 'https://gitlab.com',
    siteExample: 'https://gitlab.example.org',
    projectExample: 'acme/team/web',
  },
  bitbucket: {
    name: 'Bitbucket Cloud',
    credentials: ['token', 'basic', 'oauth_client'],
    token: 'Of a repository or workspace, with repositories: write and pull requests: write.',
    site: 'https://bitbucket.org',
    siteExample: 'https://bitbucket.org',
    projectExample: 'acme/web',
  },
  azure: {
    name: 'Azure DevOps',
    credentials: ['token'],
    token: 'Personal, with Code: Read, Code: Status, and Pull Request Threads: Read & write.',
    site: null,
    siteExample: 'https://dev.azure.com/acme',
    projectExample: 'shop/web',
  },
  gitea: {
    name: 'Gitea or Forgejo',
    credentials: ['token'],
    token: 'With write:repository, write:issue and read:user.',
    site: null,
    siteExample: 'https://git.example.org',
    projectExample: 'acme/web',
  },
};

export const CREDENTIALS_WORDS: Readonly<Record<CredentialsType, string>> = {
  app: 'App',
  token: 'Access token',
  basic: 'Email address and API token',
  oauth_client: 'OAuth consumer',
};

export const STATE_WORDS: Readonly<Record<ForgeConnection['state'], string>> = {
  ok: 'Works',
  needs_credentials: 'Needs credentials: the forge refuses those that are stored, or none are',
  unreachable: 'Unreachable: the forge does not answer',
  rights_lost:
    'Disabled: the person who last changed it has left the organization or is no longer an administrator; enter credentials again',
};

export const CHECK_WORDS: Readonly<Record<ForgeTest['checks'][number]['name'], string>> = {
  address: 'Address',
  credentials: 'Credentials',
  expiry: 'Expiry of the credentials',
  repository: 'Repository',
  write_status: 'Write a status',
  write_check: 'Write a check',
  write_comment: 'Write a comment',
};

export const COMMENT_WORDS: Readonly<Record<ReportOptions['comment'], string>> = {
  never: 'no comment',
  on_failure: 'a comment once something has to be fixed',
  always: 'a comment with every verdict',
};

/** The parts of a verdict that a forge shows, in words. */
export function reportWords({ status, check, annotations, comment }: ReportOptions): string {
  const state = check ? `a check${annotations ? ' with annotations' : ''}` : 'no check';
  return `${status ? 'a status' : 'no status'}, ${state} if the forge supports them, ${COMMENT_WORDS[comment]}`;
}
