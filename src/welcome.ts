import { quoteForShell } from './domain/scanning/quote-for-shell.js';
import type { AppConfig } from './platform/config/app-config.js';

/** The address that `qgate` takes where none is given. */
const DEFAULT_URL = 'http://localhost:3000';

/** The administrator that a first start made; `password` only where it was generated. */
export interface FirstAdmin {
  readonly email: string;
  readonly password: string | null;
}

/** Text of a first start, printed as soon as the administrator exists. */
export function announceAdmin(admin: FirstAdmin): string {
  const lines = [
    'First start: the administrator and the organization were created.',
    `  email     ${admin.email}`,
    `  password  ${admin.password ?? '(the one in ADMIN_PASSWORD)'}`,
    ...(admin.password === null ? [] : ['  It is printed only once; write it down.']),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** The address for people: the public one, else the one that the service listens at. */
export const addressOf = ({ server: { publicUrl } }: AppConfig, listeningAt: string): string =>
  publicUrl ?? listeningAt.replace('[::1]', 'localhost').replace(/\[::\]|0\.0\.0\.0|127\.0\.0\.1/, 'localhost');

const readyAt = (url: string): string => `Quality gate is ready at ${url} (API docs: ${url}/api/docs)`;

/** Text of a first start whose user needs no token: `qgate` finds what was left for it. */
export const firstWelcome = (url: string, qgate: string | null): string =>
  [
    readyAt(url),
    '',
    'Push a first scan from any git checkout:',
    ...(url === DEFAULT_URL ? [] : [`  export QGATE_URL=${quoteForShell(url)}`]),
    `  ${qgate === null ? `npx --yes ${quoteForShell(`${url}/qgate.tgz`)}` : `node ${quoteForShell(qgate)}`} run`,
    'For one hour, qgate signs in automatically for the user who started the service. After that: qgate login',
    '',
    '',
  ].join('\n');

/**
 * Text that `npm start` prints when the service is ready: its address, and how to sign in and push a first scan.
 *
 * @param qgate path of the command line's program, or null where the package has none; by a bare name npx would look it up in
 *   the registry
 */
export function welcome(config: AppConfig, url: string, admin: FirstAdmin | null, qgate: string | null): string {
  const lines = [readyAt(url), ''];
  const password = admin?.password ?? '<password>';
  lines.push(
    'Push a first scan from any git checkout:',
    `  export QGATE_URL=${quoteForShell(url)}`,
    `  export QGATE_TOKEN=$(curl -s ${quoteForShell(`${url}/api/auth/login`)} -H 'Content-Type: application/json' \\`,
    `    -d ${quoteForShell(JSON.stringify({ email: admin?.email ?? config.firstAdmin.email, password }))} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `  ${qgate === null ? 'npx --yes "$QGATE_URL/qgate.tgz"' : `node ${quoteForShell(qgate)}`} run`,
    '',
  );
  return `${lines.join('\n')}\n`;
}
