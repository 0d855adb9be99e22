import { withTimeLimit } from '../api/time-limit.js';
import { openTransport, type Transport } from '../api/transport.js';
import { CliError } from '../exit-code.js';
import { type Terminal } from '../terminal.js';
import { describeErrors, joinExports, NoSonarExport, readExport, type SonarExport } from './export.js';

/** The project of a SonarQube server, and the gate where it is not the project's own. */
export interface SonarPlace {
  readonly url: string;
  /** Token of a user; null for a server that lets anybody read. */
  readonly token: string | null;
  readonly project: string;
  /** Of SonarQube Cloud, which requires it. */
  readonly organization: string | null;
  readonly gate: string | null;
}

const TIME_LIMIT_MS = 30_000;

/**
 * Reads the gate, the settings and the profiles of a project.
 *
 * @throws {CliError} of kind `credentials` where the server refuses the token, `usage` for a project or gate that it does not
 *   know, `infrastructure` where it cannot be reached or is no SonarQube
 */
export async function fetchExport(place: SonarPlace, { env, interrupted }: Terminal): Promise<SonarExport> {
  const transport = await openTransport(place.url, env);
  const get = (path: string, query: Readonly<Record<string, string>>): Promise<string> =>
    request(place, transport, `${path}?${toQuery(query, place.organization)}`, interrupted);
  const { project } = place;
  const name = place.gate ?? readGateName(await get('qualitygates/get_by_project', { project }));
  const answers = [
    await get('qualitygates/show', { name }),
    await get('settings/values', { component: project }),
    await get('qualityprofiles/search', { project }),
  ];
  return joinExports(answers.map((answer) => understand(place.url, () => readExport(answer))));

  function readGateName(answer: string): string {
    return understand(place.url, () => {
      const { qualityGate } = JSON.parse(answer) as { qualityGate?: { name?: unknown } };
      if (typeof qualityGate?.name !== 'string') throw new NoSonarExport('the project has no quality gate');
      return qualityGate.name;
    });
  }
}

const toQuery = (query: Readonly<Record<string, string>>, organization: string | null): string =>
  new URLSearchParams({ ...query, ...(organization !== null && { organization }) }).toString();

/** Turns an answer of another shape into a failure that names the server. */
function understand<T>(url: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NoSonarExport) && !(error instanceof SyntaxError)) throw error;
    throw new CliError('infrastructure', `${url} does not respond like SonarQube: ${error.message}.`, IS_IT_SONAR);
  }
}

const IS_IT_SONAR = 'Check that --from is the address of the SonarQube server.';

async function request(
  { url, token }: SonarPlace,
  transport: Transport,
  path: string,
  interrupted: AbortSignal,
): Promise<string> {
  const answer = await withTimeLimit(TIME_LIMIT_MS, interrupted, async (signal) => {
    const response = await transport.fetch(`${url}/api/${path}`, {
      headers: {
        accept: 'application/json',
        // As the name of a user without a password, which servers older than version 10 take as well.
        ...(token !== null && { authorization: `Basic ${Buffer.from(`${token}:`).toString('base64')}` }),
      },
      // The token does not follow to another address.
      redirect: 'manual',
      signal,
    });
    return { status: response.status, text: await response.text() };
  }).catch((error: unknown) => {
    if (interrupted.aborted) throw new CliError('interrupted', 'Interrupted.');
    throw new CliError('infrastructure', `${url} cannot be reached (${reasonOf(error as Error)}).`, IS_IT_SONAR);
  });
  if (answer.status === 200) return answer.text;
  throw refusal(url, answer);
}

/** `fetch` says only that it failed; the reason is in the cause. */
const reasonOf = (error: Error): string => (error.cause as { code?: string } | undefined)?.code ?? error.message;

function refusal(url: string, { status, text }: { readonly status: number; readonly text: string }): CliError {
  const said = `${url}: ${wordsOf(text) ?? `SonarQube answered ${status}`}`;
  if (status === 401 || status === 403)
    return new CliError('credentials', said, 'Set SONAR_TOKEN to the token of a user who may browse the project.');
  if (status === 404 || status === 400)
    return new CliError('usage', said, 'Check --project, --organization and --gate.');
  return new CliError('infrastructure', said, IS_IT_SONAR);
}

function wordsOf(text: string): string | null {
  try {
    return describeErrors(JSON.parse(text));
  } catch {
    return null;
  }
}
