import { GateApi, type Me } from '../api/gate-api.js';
import { type HttpClient } from '../api/http.js';
import { CliError } from '../exit-code.js';

const NEEDED = ['write:scans', 'read:scans'] as const;

/**
 * Checks that the service is there and that the token may scan the repository, before any work is done for it.
 *
 * @throws {CliError} of kind `infrastructure` or `credentials`
 */
export async function checkAccess(http: HttpClient, repo: string): Promise<Me> {
  const api = new GateApi(http);
  const me = await api.me();
  requireScopes(me);
  if (me.api_key?.repo_ids != null && !(await api.hasRepo(repo))) {
    throw new CliError(
      'credentials',
      `The API key ${me.api_key.name} is bound to repositories other than ${repo}.`,
      'Name the repository with --repo, or create a key for it.',
    );
  }
  return me;
}

/** @throws {CliError} of kind `credentials` for an API key without the scopes of a scan */
export function requireScopes({ scopes, api_key: key }: Me): void {
  const lacks = NEEDED.filter((scope) => !scopes.includes(scope));
  if (!key || scopes.length === 0 || lacks.length === 0) return;
  throw new CliError(
    'credentials',
    `The API key ${key.name} lacks ${lacks.join(' and ')}.`,
    'Create a key with both scopes.',
  );
}
