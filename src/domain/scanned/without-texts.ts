import { repackDetails } from '../findings/segments/segment.js';

/** In place of a fingerprint, which is no keyed hash. */
const NO_FINGERPRINT = '0'.repeat(16);

/** A segment without messages, reasons, fingerprints and traces: all else that findings are recognized and counted by. */
export const withoutTexts = (content: Uint8Array): Uint8Array<ArrayBuffer> =>
  repackDetails(content, (row) => ({ ...row, message: '', fingerprint: NO_FINGERPRINT, trace: undefined }));
