import { Injectable } from '@nestjs/common';
import { ownBuffer, WorkerPool } from '../../../platform/workers/worker-pool.js';
import { type InputOf, LISTING_WORK, type ListingWork, type OutputOf } from './listing.tasks.js';

/** Findings up to which the work takes less than 2 ms of the event loop; beyond it is a thread's. */
const MAX_INLINE_FINDINGS: Readonly<Record<Exclude<keyof ListingWork, 'decodeFindings'>, number>> = {
  cutPage: 100_000,
  countFacets: 20_000,
  groupFindings: 20_000,
  compareFindings: 10_000,
};
/** A text is looked for in each message. */
const MAX_SEARCHED_FINDINGS = 5_000;
const MAX_DECODED_BYTES = 64 * 1024;

/** Reads of a scan's findings, in a thread where they would block the event loop. */
@Injectable()
export class ListingWorker {
  constructor(private readonly pool: WorkerPool) {}

  /** Decodes stored findings of a scan. The copied segments may be detached afterwards. */
  async decodeFindings(stored: InputOf<'decodeFindings'>): Promise<OutputOf<'decodeFindings'>> {
    return stored.segments.reduce((sum, { length }) => sum + length, 0) <= MAX_DECODED_BYTES
      ? LISTING_WORK.decodeFindings(stored)
      : this.pool.runInTurn('decodeFindings', stored, stored.segments.flatMap(ownBuffer));
  }

  cutPage(input: InputOf<'cutPage'>): Promise<OutputOf<'cutPage'>> {
    return this.run('cutPage', input, input.columns.count, input.request.filter.text !== undefined);
  }

  countFacets(input: InputOf<'countFacets'>): Promise<OutputOf<'countFacets'>> {
    return this.run('countFacets', input, input.columns.count, input.request.text !== undefined);
  }

  groupFindings(input: InputOf<'groupFindings'>): Promise<OutputOf<'groupFindings'>> {
    return this.run('groupFindings', input, input.columns.count, input.request.filter.text !== undefined);
  }

  compareFindings(input: InputOf<'compareFindings'>): Promise<OutputOf<'compareFindings'>> {
    return this.run('compareFindings', input, input.scan.count + input.other.count, false);
  }

  private async run<Name extends keyof typeof MAX_INLINE_FINDINGS>(
    name: Name,
    input: InputOf<Name>,
    findings: number,
    searchesText: boolean,
  ): Promise<OutputOf<Name>> {
    const limit = searchesText ? MAX_SEARCHED_FINDINGS : MAX_INLINE_FINDINGS[name];
    return findings <= limit ? LISTING_WORK[name](input) : this.pool.runInTurn(name, input);
  }
}
