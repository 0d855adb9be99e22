import { type EmbeddedPostgresErrorCode } from './embedded-postgres-error.js';

/** Meanings of lines from initdb and the server, for the operator. The programs run in English (`LC_ALL=C`). */
const MEANINGS: readonly (readonly [RegExp, EmbeddedPostgresErrorCode])[] = [
  [/No space left on device|Disk quota exceeded|Check free disk space|wrote only \d+ of \d+ bytes/, 'disk_full'],
  [/database files are incompatible with server|not compatible with this version/, 'other_version'],
  [/lock file "postmaster\.pid" already exists/, 'in_use'],
  [/Permission denied|Read-only file system|has wrong ownership|has invalid permissions/, 'not_writable'],
];

/** Finds the cause that a program's last lines name, or null. */
export function codeOfServerOutput(output: string): EmbeddedPostgresErrorCode | null {
  return MEANINGS.find(([pattern]) => pattern.test(output))?.[1] ?? null;
}

/** True when another program listens on the port: another port, or another attempt, helps. */
export function isPortTaken(output: string): boolean {
  return /could not bind .* address .*: Address already in use|could not create any TCP\/IP sockets/.test(output);
}

/** True while processes of a killed server still use its shared memory: they end within a moment. */
export function isPredecessorStillEnding(output: string): boolean {
  return /pre-existing shared memory block .* is still in use/.test(output);
}

/** The end of an output, for a message: failures are at the end. */
export function lastLines(output: string, count = 12): string {
  return output.trim().split('\n').slice(-count).join('\n');
}
