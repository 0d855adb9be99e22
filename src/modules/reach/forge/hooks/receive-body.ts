import type { IncomingMessage } from 'node:http';
import { AppError } from '../../../../platform/errors/app-error.js';
import { refuseBrokenOff } from '../../../../platform/validation/read-body.js';
import { requireProgress } from '../../../../platform/validation/require-progress.js';
import type { HookVerifier } from '../forges/forge.js';

const MIB = 1024 * 1024;
/** Most bytes of a delivery that is verified, as much as GitHub sends, and of one that is read. */
const MAX_VERIFIED_BYTES = 25 * MIB;
export const MAX_READ_BYTES = MIB;

/** A delivery's body as far as it is of use. */
export interface ReceivedBody {
  /** True where all of it was verified. */
  readonly isVerified: boolean;
  /** Null where it is longer than what is read. */
  readonly bytes: Buffer | null;
}

/**
 * Verifies the body of a request while it comes in, so that no more of it is kept than is read. What comes after the most that
 * is verified is dropped.
 *
 * @throws AppError bad_request where the body breaks off or stops
 */
export function receiveBody(request: IncomingMessage, verifier: HookVerifier): Promise<ReceivedBody> {
  refuseBrokenOff(request);
  return requireProgress(request, () => collect(request, verifier));
}

function collect(request: IncomingMessage, verifier: HookVerifier): Promise<ReceivedBody> {
  let length = 0;
  let kept: Buffer[] = [];
  return new Promise((resolve, reject) => {
    request.on('data', (bytes: Buffer) => {
      length += bytes.length;
      if (length > MAX_VERIFIED_BYTES) {
        resolve({ isVerified: false, bytes: null });
        return;
      }
      verifier.update(bytes);
      if (length > MAX_READ_BYTES) kept = [];
      else kept.push(bytes);
    });
    request.once('end', () =>
      resolve({ isVerified: verifier.isValid(), bytes: length > MAX_READ_BYTES ? null : Buffer.concat(kept) }),
    );
    const breakOff = () => reject(new AppError('bad_request', 'The body was cut off before its end.'));
    request.once('aborted', breakOff);
    request.once('error', breakOff);
  });
}
