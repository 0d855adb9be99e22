/** Advice for each error of a connection that a wrong setting causes, by SQLSTATE or the code of the system. */
const ADVICE: Readonly<Record<string, string>> = {
  '28P01':
    'The role does not exist, or its password is different. If DATABASE_URL does not name an administrator, create its role: run `npm run migrate` with ' +
    'DATABASE_ADMIN_URL.',
  '28000':
    'The server accepts no connection with this role, address or encryption: check its pg_hba.conf, and sslmode.',
  '3D000': 'Create the database, or name another one.',
  ECONNREFUSED: 'Nothing listens at this address: start the server, or correct the host and port.',
  ENOTFOUND: 'This host does not exist: correct its name.',
};

/**
 * The text that a terminal shows when a start or a migration ends with `error`. An error of the connection to the database is followed by what to do
 * about it, as the server's own sentence names neither a variable nor a way out.
 */
export function describeRefusedConnection(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  const advice = typeof code === 'string' ? ADVICE[code] : undefined;
  return advice === undefined
    ? error.message
    : `The database cannot be used: ${error.message}\n${advice}\nIts address is in DATABASE_URL, DATABASE_ADMIN_URL, DATABASE_LISTEN_URL or DATABASE_AUTH_URL.`;
}
