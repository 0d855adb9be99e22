import { AppError, NotFoundInOrg } from '../../platform/errors/app-error.js';
import { type Caller, isUntrusted, mayWriteBaselineOf } from '../../platform/tenancy/caller.js';
import type { Scan } from './scan.js';

/**
 * Refuses reports for a scan that is not the caller's to decide: a token for one scan feeds no other, a fork's pipeline feeds
 * scans of forks alone, and a key or a pipeline that may not write a baseline feeds no scan that becomes it.
 *
 * @throws NotFoundInOrg or AppError scope_required
 */
export function refuseFeeding(
  caller: Caller,
  scan: Pick<Scan, 'id' | 'isUntrusted' | 'isBaselineScan' | 'branch'>,
): void {
  const { credential } = caller;
  if (credential.type === 'upload_token') {
    if (credential.scanId !== scan.id) throw new NotFoundInOrg('scan');
    return;
  }
  if (isUntrusted(caller) && !scan.isUntrusted)
    throw new AppError('scope_required', 'The pipeline of a fork may feed scans of forks alone.');
  if (scan.isBaselineScan && !mayWriteBaselineOf(caller, scan.branch))
    throw new AppError(
      'scope_required',
      'This key or pipeline may not write the baseline, which the scan becomes. Start a scan by it, or use a key with `may_write_baseline`.',
    );
}
