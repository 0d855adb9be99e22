import { Injectable } from '@nestjs/common';
import type { FindingFilter } from '../../../../domain/findings/listing/finding-filter.js';
import { ownBuffer, WorkerPool } from '../../../../platform/workers/worker-pool.js';
import { type InputOf, LISTING_WORK, type ListingWork, type OutputOf } from './listing.tasks.js';

/** Findings up to which the work takes less than 2 ms of the event loop; beyond it is a thread's. */
const MAX_INLINE_FINDINGS: Readonly<Record<Exclude<keyof ListingWork, 'decodeFindings' | 'countPlaces'>, number>> = {
  cutPage: 100_000,
  countFacets: 20_000,
  groupFindings: 20_000,
  compareFindings: 10_000,
};
/** Texts in which one is found within 10 ms, whatever they say. */
const MAX_SEARCHED_BYTES = 256 * 1024;
const MAX_DECODED_BYTES = 64 * 1024;

/** Reads of a scan's findings, in a thread where they would block the event loop. */
@Injectable()
export class ListingWorker {
  constructor(private readonly pool: WorkerPool) {}

  /** Decodes stored findings of a scan. The copied segments may be detached afterwards. */
  decodeFindings(stored: InputOf<'decodeFindings'>): Promise<OutputOf<'decodeFindings'>> {
    return this.runDecoding('decodeFindings', stored);
  }

  /** Counts stored findings of a scan as they lie in it. The copied segments may be detached afterwards. */
  countPlaces(stored: InputOf<'countPlaces'>): Promise<OutputOf<'countPlaces'>> {
    return this.runDecoding('countPlaces', stored);
  }

  cutPage(input: InputOf<'cutPage'>): Promise<OutputOf<'cutPage'>> {
    return this.runSearching('cutPage', input, input.request.filter);
  }

  countFacets(input: InputOf<'countFacets'>): Promise<OutputOf<'countFacets'>> {
    return this.runSearching('countFacets', input, input.request);
  }

  groupFindings(input: InputOf<'groupFindings'>): Promise<OutputOf<'groupFindings'>> {
    return this.runSearching('groupFindings', input, input.request.filter);
  }

  compareFindings(input: InputOf<'compareFindings'>): Promise<OutputOf<'compareFindings'>> {
    return this.run(
      'compareFindings',
      input,
      input.scan.count + input.other.count <= MAX_INLINE_FINDINGS.compareFindings,
    );
  }

  private async runDecoding<Name extends 'decodeFindings' | 'countPlaces'>(
    name: Name,
    stored: InputOf<Name>,
  ): Promise<OutputOf<Name>> {
    return stored.segments.reduce((sum, { length }) => sum + length, 0) <= MAX_DECODED_BYTES
      ? LISTING_WORK[name](stored)
      : this.pool.runInTurn(name, stored, stored.segments.flatMap(ownBuffer));
  }

  private runSearching<Name extends 'cutPage' | 'countFacets' | 'groupFindings'>(
    name: Name,
    input: InputOf<Name>,
    { text }: FindingFilter,
  ): Promise<OutputOf<Name>> {
    const { count, dictionaries } = input.columns;
    const searched = [dictionaries.message, dictionaries.rule, dictionaries.path];
    const isSoonSearched = searched.reduce((sum, { bytes }) => sum + bytes.length, 0) <= MAX_SEARCHED_BYTES;
    return this.run(name, input, count <= MAX_INLINE_FINDINGS[name] && (text === undefined || isSoonSearched));
  }

  private async run<Name extends keyof typeof MAX_INLINE_FINDINGS>(
    name: Name,
    input: InputOf<Name>,
    isShort: boolean,
  ): Promise<OutputOf<Name>> {
    return isShort ? LISTING_WORK[name](input) : this.pool.runInTurn(name, input);
  }
}
