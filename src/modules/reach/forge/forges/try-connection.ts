import type { ForgeError } from '../../../../domain/reporting/judge-answer.js';
import type {
  Authorization,
  Called,
  ForgeAccess,
  ForgeCheck,
  ForgeConnection,
  ForgeDoor,
  ForgeTransport,
  ProjectSource,
} from './forge.js';

/** Answers about what a token may write to a repository. */
export type WriteChecks = (access: ForgeAccess, project: string) => Promise<Called<readonly ForgeCheck[]>>;

/** Checks of a forge that does not say what credentials may write. */
export const unreadableRights =
  (forge: string, ...names: ForgeCheck['name'][]): WriteChecks =>
  () => {
    const detail = `${forge} does not state whether the credentials have write access; the first report will show it.`;
    return Promise.resolve({ ok: true, value: names.map((name) => ({ name, ok: true, detail })) });
  };

type Outcome = Pick<ForgeCheck, 'ok' | 'detail'>;

const WORDS: Readonly<Record<ForgeError, string>> = {
  credentials: 'The forge rejects the credentials.',
  permission: 'The credentials have no read access to this.',
  not_found: 'The forge cannot find it, or hides it from these credentials.',
  rate_limited: 'The forge currently accepts no more requests from this account.',
  locked: 'The pull request is locked.',
  pr_closed: 'The pull request is closed.',
  head_moved: 'The pull request has a newer head.',
  fork_permission: 'The pull request is from a fork that the credentials cannot access.',
  address_not_allowed: 'The operator of this service does not allow requests to this address.',
  server: "The forge's response is not valid.",
  timeout: 'The forge did not answer in time.',
};
/** Failures that say nothing of credentials: the forge was not reached. */
const UNREACHED: readonly ForgeError[] = ['address_not_allowed', 'server', 'timeout'];
const DAY_MS = 24 * 60 * 60_000;
const SOON_DAYS = 14;

/**
 * Tries a connection by reading alone: address, credentials and their end, then the repository and what may be written to it.
 * Checks behind a failed one are left out.
 *
 * @param project null: the connection as a whole
 */
export async function tryConnection(
  client: ForgeDoor & ProjectSource,
  connection: ForgeConnection,
  project: string | null,
  transport: ForgeTransport,
  writeChecks: WriteChecks,
): Promise<ForgeCheck[]> {
  const authorized = await client.authorize(connection, project, transport);
  if (!authorized.ok) return refusedChecks(authorized.outcome.error);
  const access = { ...authorized.value, transport };
  const checks: ForgeCheck[] = [
    { name: 'address', ok: true, detail: `The forge answers at ${access.apiUrl}.` },
    { name: 'credentials', ok: true, detail: 'The forge accepts the credentials.' },
    { name: 'expiry', ...judgeEnd(access, transport.now()) },
  ];
  return project === null ? checks : [...checks, ...(await projectChecks(client, access, project, writeChecks))];
}

function refusedChecks(error: ForgeError): ForgeCheck[] {
  const detail = WORDS[error];
  if (UNREACHED.includes(error)) return [{ name: 'address', ok: false, detail }];
  return [
    { name: 'address', ok: true, detail: 'The forge answers.' },
    { name: 'credentials', ok: false, detail },
  ];
}

function judgeEnd({ credentialsExpireAt: end }: Authorization, now: Date): Outcome {
  if (end === null) return { ok: true, detail: 'The forge does not state when the credentials expire.' };
  const leftMs = end.getTime() - now.getTime();
  const day = end.toISOString().slice(0, 10);
  if (leftMs <= 0) return { ok: false, detail: `The credentials expired on ${day}.` };
  return {
    ok: true,
    detail: leftMs < SOON_DAYS * DAY_MS ? `The credentials expire soon, on ${day}.` : `They expire on ${day}.`,
  };
}

async function projectChecks(
  client: ProjectSource,
  access: ForgeAccess,
  project: string,
  writeChecks: WriteChecks,
): Promise<ForgeCheck[]> {
  const read = await client.readProject(access, project, null);
  if (!read.ok) return [{ name: 'repository', ok: false, detail: WORDS[read.outcome.error] }];
  const { name, isArchived } = read.value;
  if (isArchived) return [{ name: 'repository', ok: false, detail: `${name} is archived.` }];
  const writes = await writeChecks(access, project);
  return [{ name: 'repository', ok: true, detail: `${name} exists.` }, ...(writes.ok ? writes.value : [])];
}
