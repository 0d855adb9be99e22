import { formatTime } from '../../../domain/gate/parse-time.js';
import { isExpired } from '../../../domain/gate/waiver.js';
import type { WaiverCreatedDto, WaiverDto } from './dto/waiver.dto.js';
import type { ListedWaiver, RecordedWaiver } from './waiver.repository.js';

const formatOptional = (time: Date | null): string | null => time && formatTime(time);

export const toWaiverCreatedDto = (waiver: RecordedWaiver): WaiverCreatedDto => ({
  id: waiver.id,
  rule: waiver.rule,
  repo_id: waiver.repoId,
  pr_number: waiver.prNumber,
  max_actual: waiver.maxActual,
  created_at: formatTime(waiver.createdAt),
  expires_at: formatOptional(waiver.expiresAt),
});

/** @param at what `expired` is judged at */
export const toWaiverDto = (waiver: ListedWaiver, at: Date): WaiverDto => ({
  ...toWaiverCreatedDto(waiver),
  reason: waiver.reason,
  repo_name: waiver.repoName,
  created_by_user_id: waiver.createdByUserId,
  created_by_name: waiver.createdByName,
  usage: {
    evaluations: waiver.uses,
    last_scan_id: waiver.lastScanId,
    last_used_at: formatOptional(waiver.lastUsedAt),
  },
  revoked_at: formatOptional(waiver.revokedAt),
  expired: isExpired(waiver, at),
  revoked: waiver.revokedAt !== null,
});
