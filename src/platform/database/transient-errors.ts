import { QueryFailedError } from 'typeorm';

/** serialization_failure and deadlock_detected: the transaction lost a race and may simply run again. */
const LOST_RACES = new Set(['40001', '40P01']);
const UNIQUE_VIOLATION = '23505';

/** PostgreSQL's code of a failed query, or undefined. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { code } = error.driverError as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

export const isTransient = (error: unknown): boolean => LOST_RACES.has(sqlStateOf(error) ?? '');
export const isUniqueViolation = (error: unknown): boolean => sqlStateOf(error) === UNIQUE_VIOLATION;
