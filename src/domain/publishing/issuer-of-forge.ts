import type { ConnectionKind } from '../forge/forge-links.js';
import { KIND_FACTS } from './publisher-kinds.js';

const GITHUB = 'https://github.com';
const GITHUB_TENANT = /^https:\/\/([a-z0-9-]+\.ghe\.com)$/;

/**
 * Issuer of the identity tokens that pipelines of a forge get, whose claims name its projects by their ids; null where they do not.
 * Sources: GitHub's and Forgejo's documents on OpenID Connect, GitLab's on ID tokens.
 *
 * @param site address of the forge's site, without a closing slash
 */
export function issuerOfForge(kind: ConnectionKind, site: string): string | null {
  if (kind === 'gitlab') return site;
  if (kind === 'gitea') return `${site}/api/actions`;
  if (kind !== 'github') return null;
  const tenant = GITHUB_TENANT.exec(site)?.[1];
  if (tenant !== undefined) return `https://token.actions.${tenant}`;
  return site === GITHUB ? KIND_FACTS.github.issuer : `${site}/_services/token`;
}
