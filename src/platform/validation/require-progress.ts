import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors/app-error.js';

/** Longest pause within a body, in milliseconds. */
export const MAX_PAUSE_MS = 10_000;

/**
 * Reads a body that must not stop: where none of it arrives for 10 s, the result is a 400 with which the connection ends.
 *
 * @param read reads the body, beginning at once
 */
export function requireProgress<Result>(
  request: IncomingMessage,
  read: () => Promise<Result>,
  maxPauseMs = MAX_PAUSE_MS,
): Promise<Result> {
  const reading = read();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(stoppedFor(maxPauseMs)), maxPauseMs);
    const onData = () => timer.refresh();
    // Only after the reader listens: before, the body would flow away.
    request.on('data', onData);
    const end = () => {
      clearTimeout(timer);
      request.off('data', onData);
    };
    reading.finally(end).then(resolve, reject);
  });
}

/** The next part of a body, which must not be longer in coming than that. */
export async function withinPause<Result>(next: Promise<Result>, maxPauseMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(stoppedFor(maxPauseMs)), maxPauseMs);
  });
  try {
    return await Promise.race([next, stopped]);
  } finally {
    clearTimeout(timer);
  }
}

const stoppedFor = (pauseMs: number) =>
  new AppError('bad_request', `No data of the body arrived for ${pauseMs / 1000} seconds.`, { endsConnection: true });
