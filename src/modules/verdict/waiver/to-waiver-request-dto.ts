import { formatTime } from '../../../domain/gate/parse-time.js';
import type { RequestedProblemDto, RequestMakerDto, WaiverRequestDto } from './dto/waiver-request.dto.js';
import type { WaiverRequest } from './waiver-request.repository.js';

export const toWaiverRequestDto = (request: WaiverRequest): WaiverRequestDto => ({
  id: request.id,
  state: request.state,
  rule: request.rule,
  issue_id: request.issueId,
  problem: request.problem && toProblemDto(request.problem),
  reason: request.reason,
  repo_id: request.repoId,
  repo_name: request.repoName,
  pr_number: request.prNumber,
  max_actual: request.maxActual,
  expires_at: request.expiresAt && formatTime(request.expiresAt),
  created_by_user_id: request.createdByUserId,
  created_by_name: request.createdByName,
  by: toMakerDto(request),
  created_at: formatTime(request.createdAt),
  decided_by_user_id: request.decidedByUserId,
  decided_by_name: request.decidedByName,
  decided_at: request.decidedAt && formatTime(request.decidedAt),
  decline_reason: request.declineReason,
  waiver_id: request.waiverId,
});

function toMakerDto({ createdBy, createdByUserId, createdByName, createdByKind }: WaiverRequest): RequestMakerDto {
  const [type, id] = createdBy.split(':') as [RequestMakerDto['type'], string];
  return { type, id: type === 'user' ? createdByUserId : Number(id), name: createdByName, kind: createdByKind };
}

const toProblemDto = ({
  scanId,
  tool,
  ruleId,
  severity,
  message,
  filePath,
  line,
}: NonNullable<WaiverRequest['problem']>): RequestedProblemDto => ({
  ...{ scan_id: scanId, tool, rule_id: ruleId, severity, message, file_path: filePath, line },
});
