import type { Ask } from '../../src/admin/ask.js';
import { main } from '../../src/admin/main.js';
import type { TestApp } from './test-app.js';

/** Result of a command. */
export interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `qgate-admin` with the configuration of a service.
 *
 * @param environment variables to set or override
 * @param ask answers questions; left out: no operator is there to answer
 */
export async function qgateAdmin(
  { database, dataDir }: Pick<TestApp, 'database' | 'dataDir'>,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  ask?: Ask,
): Promise<Done> {
  const { host, port, user, password, database: name } = database.admin;
  const url = `postgres://${user}:${encodeURIComponent(String(password))}@${host}:${port}/${name}`;
  const written = { stdout: '', stderr: '' };
  const streamTo = (stream: keyof typeof written) => ({ write: (text: string) => (written[stream] += text) });
  const terminal = { stdout: streamTo('stdout'), stderr: streamTo('stderr'), ...(ask && { ask }) };
  const code = await main(args, { ...terminal, env: { DATABASE_URL: url, DATA_DIR: dataDir, ...environment } });
  return { code, ...written };
}
