/** Faults that keep the embedded PostgreSQL from serving, each with advice for the operator. */
const ADVICE = {
  unsupported_platform: 'Set DATABASE_URL to a PostgreSQL server of version 15 or later.',
  unsupported_libc: 'The bundled PostgreSQL needs glibc. Use a glibc-based image, or set DATABASE_URL.',
  binaries_missing: 'Run npm ci without --omit=optional, or set DATABASE_URL.',
  no_unprivileged_user: 'PostgreSQL refuses to run as root. Start the service as a regular user, or set DATABASE_URL.',
  unreachable:
    'PostgreSQL refuses to run as root, and the account that runs it instead must be able to access its ' +
    'data and programs. Set DATA_DIR to a folder whose parent folders are accessible to all users, start the service as a ' +
    'regular user, or set DATABASE_URL.',
  not_writable: 'Give the user that runs the service write access, or set DATA_DIR to another folder.',
  disk_full: 'Free some space on that disk, or set DATA_DIR to a folder on a larger one. Stored data is intact.',
  in_use: 'Stop the other process first, or set DATA_DIR to a separate folder.',
  other_version:
    'Dump the data with the release that wrote it and restore the dump here, or set DATA_DIR to a new folder.',
  not_a_cluster: 'Move the folder away, or set DATA_DIR to another one.',
  cluster_missing: 'Restore that folder, or delete the file that names it to start with an empty database.',
  init_failed: 'The lines above come from initdb. To use another PostgreSQL, set DATABASE_URL.',
  start_failed: 'The lines above come from PostgreSQL. To use another PostgreSQL, set DATABASE_URL.',
} as const;

export type EmbeddedPostgresErrorCode = keyof typeof ADVICE;

/** The embedded PostgreSQL cannot serve. `message` says what happened and, on its last line, what to do. No secrets. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    what: string,
    options?: ErrorOptions,
  ) {
    super(`${what}\n${ADVICE[code]}`, options);
  }
}

const CODE_OF_ERRNO: Readonly<Record<string, EmbeddedPostgresErrorCode>> = {
  EACCES: 'not_writable',
  EPERM: 'not_writable',
  EROFS: 'not_writable',
  ENOTDIR: 'not_writable',
  EEXIST: 'not_writable',
  ENOENT: 'not_writable',
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
};

/**
 * Runs file work in `folder`; a system error that the operator can fix becomes an `EmbeddedPostgresError`.
 * `ifNotWritable` is the meaning of a lack of permission there.
 */
export async function withFolderErrors<T>(
  folder: string,
  work: () => Promise<T>,
  ifNotWritable: EmbeddedPostgresErrorCode = 'not_writable',
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const errno = errnoOf(error);
    const code = CODE_OF_ERRNO[errno];
    if (code === undefined) throw error;
    const what = code === 'disk_full' ? `No disk space is left for ${folder}` : `${folder} is not writable`;
    throw new EmbeddedPostgresError(code === 'not_writable' ? ifNotWritable : code, `${what} (${errno}).`, {
      cause: error,
    });
  }
}

/** Returns the system's name of an error, such as `ENOENT`, or an empty string. */
export function errnoOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}
