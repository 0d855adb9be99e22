import type { Rights } from './rights.js';

/** Rights of the caller, as `can` of an answer: each says if the service would allow it. */
export class RightsDto implements Rights {
  /** Mark findings as false positives. */
  mark_fp!: boolean;
  /** Create and revoke waivers. */
  waive!: boolean;
  /** Request waivers. */
  request_waiver!: boolean;
  /** Approve and decline other people's requests for waivers. */
  approve_waiver!: boolean;
  /** Rebuild the baseline, and undo a rebuild. */
  rebuild_baseline!: boolean;
  /** Judge scans again. */
  recompute!: boolean;
  /** Change the policy. */
  edit_policy!: boolean;
  /** Change the repository's settings. */
  edit_repo!: boolean;
  /** Add and remove members, and change their roles. */
  manage_members!: boolean;
  /** Create and revoke API keys. */
  manage_keys!: boolean;
  /** Read the audit log. */
  read_audit!: boolean;
}
