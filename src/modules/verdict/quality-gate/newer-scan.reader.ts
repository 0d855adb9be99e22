import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { unbound } from '../../../platform/tenancy/repo-bound.js';
import { Clock } from '../../../platform/time/clock.js';
import { ScanReader } from '../scan/scan.reader.js';
import { LongPolls, type WatchedBranch } from './long-polls.js';

export { MAX_WAIT_SECONDS } from './dto/status-query.dto.js';

/** Waiting for scans of a branch, among the polls for verdicts. */
@Injectable()
export class NewerScanReader {
  constructor(
    private readonly polls: LongPolls,
    private readonly scans: ScanReader,
    private readonly clock: Clock,
  ) {}

  /** As `LongPolls.waitForNewer`; the caller was seen to reach the repository. */
  waitForNewer(caller: Caller, watched: WatchedBranch, waitMs: number, gone: AbortSignal): Promise<number | null> {
    const { repoId, branch } = watched;
    // shared by callers of every bound
    const look = () => unbound(() => this.scans.findLastEnded(caller.orgId, repoId, branch, this.clock.now()));
    return this.polls.waitForNewer(caller, watched, look, waitMs, gone);
  }
}
