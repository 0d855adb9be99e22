import { runKey } from '../../../domain/publishing/pipeline-run.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor, isAgent, mayWriteBaselineOf } from '../../../platform/tenancy/caller.js';
import { isOfAgent, trustOf } from '../../../platform/tenancy/scan-trust.js';
import type { Scan } from './scan.js';

/**
 * Refuses reports for a scan that is not the caller's to decide: a token for one scan feeds no other, a pipeline feeds scans that its
 * own run started, nobody feeds a scan of somebody who is trusted further, and a key or a pipeline that may not write a baseline feeds no
 * scan that becomes it. An agent feeds no scan of a baseline branch that another caller began.
 *
 * @throws NotFoundInOrg or AppError not_of_this_pipeline, scope_required
 */
export function refuseFeeding(
  caller: Caller,
  scan: Pick<
    Scan,
    'id' | 'state' | 'createdBy' | 'publisherRun' | 'trust' | 'isBaselineScan' | 'isKeptFromBaseline' | 'branch'
  >,
): void {
  const { credential } = caller;
  if (credential.type === 'upload_token') {
    if (credential.scanId !== scan.id) throw new NotFoundInOrg('scan');
    return;
  }
  refuseOtherPipeline(caller, scan);
  if (trustOf(caller) < scan.trust)
    throw new AppError('scope_required', 'A more trusted key or pipeline started this scan. Start your own scan.');
  if (scan.isBaselineScan && !mayWriteBaselineOf(caller, scan.branch))
    throw new AppError(
      'scope_required',
      'This key or pipeline may not write the baseline, but this scan becomes a baseline. Start your own scan, or use a key with `may_write_baseline`.',
    );
  if (isAgent(caller) && scan.isKeptFromBaseline && !isOfAgent(scan))
    throw new AppError(
      'scope_required',
      "An agent's key may not upload to a scan of a baseline branch that another key started.",
    );
}

/**
 * Refuses a pipeline's token whose run did not start the scan.
 *
 * @throws AppError not_of_this_pipeline
 */
export function refuseOtherPipeline(caller: Caller, scan: Pick<Scan, 'state' | 'createdBy' | 'publisherRun'>): void {
  const { credential } = caller;
  if (credential.type === 'publisher_token' && !isOfRun(caller, runKey(credential.run), scan))
    throw new AppError(
      'not_of_this_pipeline',
      'A different pipeline or pipeline run started this scan. A pipeline may only upload to scans of its own commit and ref. Start your own scan.',
    );
}

/** A pending scan without a run was started before runs were recorded. */
const isOfRun = (
  caller: Caller,
  run: string,
  { createdBy, publisherRun, state }: Pick<Scan, 'state' | 'createdBy' | 'publisherRun'>,
): boolean =>
  createdBy === describeActor(caller) && (publisherRun === run || (publisherRun === null && state === 'pending'));
