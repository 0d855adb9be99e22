import { featuresOf, packSegment, Segment, segmentRows } from '../findings/segments/segment.js';

/** In place of a fingerprint, which is no keyed hash. */
const NO_FINGERPRINT = '0'.repeat(16);

/** A segment without messages, reasons and fingerprints: all else that findings are recognized and counted by. */
export const withoutTexts = (content: Uint8Array): Uint8Array<ArrayBuffer> =>
  packSegment(
    segmentRows(Segment.open(content)).map((row) => ({ ...row, message: '', fingerprint: NO_FINGERPRINT })),
    featuresOf([Segment.open(content)]),
  );
