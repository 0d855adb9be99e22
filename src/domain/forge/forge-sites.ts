import { type ConnectionKind, toWebUrl } from './forge-links.js';

/** Public site of a kind; an organization of Azure DevOps and a Gitea have addresses of their own. */
const PUBLIC_SITES: Readonly<Record<ConnectionKind, string | null>> = {
  github: 'https://github.com',
  gitlab: 'https://gitlab.com',
  bitbucket: 'https://bitbucket.org',
  azure: null,
  gitea: null,
};

/** Hosts of public APIs, and the paths of others, by which an API root is recognized. */
const SITE_OF_API_HOST: Readonly<Record<string, string>> = {
  'https://api.github.com': 'https://github.com',
  'https://api.bitbucket.org': 'https://bitbucket.org',
};
const API_PATH = /\/(api\/v\d|2\.0)$/;

/**
 * Address of a forge's site, as it is stored: without credentials, query and closing slashes. An API root is accepted for its
 * site, and null for the kind's public site. Null where the kind has none, and for what is no web address.
 */
export function toSite(kind: ConnectionKind, address: string | null): string | null {
  if (address === null) return PUBLIC_SITES[kind];
  const site = toWebUrl(address)?.replace(API_PATH, '') ?? null;
  return site === null ? null : (SITE_OF_API_HOST[site] ?? site);
}

/**
 * Address of a repository as its site and its project make it: that of Azure DevOps without `_git`. Null for what is no web
 * address.
 */
export const toProjectAddress = (url: string | null): string | null => toWebUrl(url)?.replace('/_git/', '/') ?? null;

/** Address of a project for people. */
export function projectUrl(kind: ConnectionKind, site: string, project: string): string {
  const path = kind === 'azure' ? project.replace('/', '/_git/') : project;
  return `${site}/${path.split('/').map(encodeURIComponent).join('/')}`;
}
