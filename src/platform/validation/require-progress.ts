import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors/app-error.js';

/** Longest pause within a body, in milliseconds. */
const MAX_PAUSE_MS = 10_000;

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

const stoppedFor = (pauseMs: number) =>
  new AppError('bad_request', `Nothing of the body arrived for ${pauseMs / 1000} seconds.`, { endsConnection: true });
