import { withoutTexts } from '../../../../domain/scanned/without-texts.js';
import type { CopyRows } from '../../../../platform/database/tuple-reader.js';
import type { TaskResult } from '../../../../platform/workers/serve-tasks.js';
import { readSegments } from '../tracking/tracking.tasks.js';

/** A segment by its address, as base64. */
export interface SentSegment {
  readonly address: string;
  readonly content: string;
}

/** Segments without texts, in the order of their addresses. */
export const stripTexts = (segments: CopyRows): SentSegment[] =>
  [...readSegments(segments)]
    .map(([address, content]) => ({ address, content: Buffer.from(withoutTexts(content)).toString('base64') }))
    .sort((one, other) => (one.address < other.address ? -1 : 1));

/** This function as a task of the worker pool. */
export const TEXTS_TASKS = {
  stripTexts: (segments: CopyRows): TaskResult => ({ output: stripTexts(segments), transfer: [] }),
};
