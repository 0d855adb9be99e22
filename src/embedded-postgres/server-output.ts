import { type EmbeddedPostgresErrorCode } from './embedded-postgres-error.js';

/** Meanings of lines from initdb and the server, for the operator. The programs run in English (`LC_ALL=C`). */
const MEANINGS: readonly (readonly [RegExp, EmbeddedPostgresErrorCode])[] = [
  [/No space left on device|Disk quota exceeded|Check free disk space|wrote only \d+ of \d+ bytes/, 'disk_full'],
  [/database files are incompatible with server|not compatible with this version/, 'other_version'],
  [/lock file "postmaster\.pid" already exists/, 'in_use'],
  [/Permission denied|Read-only file system|has wrong ownership|has invalid permissions/, 'not_writable'],
];

/** The cause that a program's last words name, or null. */
export function codeOfServerOutput(output: string): EmbeddedPostgresErrorCode | null {
  return MEANINGS.find(([pattern]) => pattern.test(output))?.[1] ?? null;
}

/** Another program listens on the port: a new one, or another attempt, helps. */
export function isPortTaken(output: string): boolean {
  return /could not bind .* address .*: Address already in use|could not create any TCP\/IP sockets/.test(output);
}

/** Processes of a killed server still hold its shared memory: they notice their loss within a moment. */
export function isPredecessorStillEnding(output: string): boolean {
  return /pre-existing shared memory block .* is still in use/.test(output);
}

/** The end of an output, for a message: failures are at the end. */
export function lastLines(output: string, count = 12): string {
  return output.trim().split('\n').slice(-count).join('\n');
}
