import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { audienceFor } from '../../../domain/publishing/audience.js';
import { replaceControls } from '../../../domain/scanning/control-characters.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import { Clock } from '../../../platform/time/clock.js';
import { MinuteSample } from '../../../platform/time/minute-sample.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import type { Refusal, TokenPayload } from './identity-token.js';
import type { PublisherCandidate } from './publisher-token.repository.js';

/** Recorded refusals a minute of each organization, of verified tokens and of others, so that nobody fills its log. */
const RECORDED_A_MINUTE = 10;
/** Claims of the token that an entry repeats, cut to this number of characters. */
const SHOWN = [
  'sub',
  'repository_id',
  'project_id',
  'job_project_id',
  'ref',
  'event_name',
  'environment',
  'workflow_ref',
];
const MAX_SHOWN_LENGTH = 200;

/** A publisher whose token was nearly let in. */
export interface NearPublisher extends Pick<PublisherCandidate, 'orgId' | 'id' | 'slug' | 'kind'> {
  /** Names of the demanded claims that the token does not have. */
  readonly unmet: readonly string[];
}

/** Tells organizations why an identity token of a publisher of theirs was refused; its sender does not learn it. */
@Injectable()
export class RefusalLog {
  private readonly sample: MinuteSample;

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly audit: AuditLogWriter,
    clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {
    this.sample = new MinuteSample(RECORDED_A_MINUTE, clock);
  }

  /** @param near at most one publisher of each organization */
  async record(
    { reason, isVerified }: Refusal,
    near: readonly NearPublisher[],
    token: TokenPayload,
    request: RequestOrigin,
  ): Promise<void> {
    this.logger.info({ reason, requestId: request.requestId }, 'An identity token was refused.');
    for (const one of near) {
      const { orgId, id, unmet } = one;
      if (!this.sample.takes(`${orgId}:${isVerified}`)) continue;
      const target = { type: 'trusted_publisher', id };
      const said = {
        reason,
        verified: isVerified,
        ...(unmet.length > 0 && { unmet }),
        ...this.remedyOf(reason, one),
        token: shown(token),
      };
      await this.tenant.run(orgId, () =>
        this.audit.recordOwn(orgId, { action: 'publisher.refused', target, new: said }, request),
      );
    }
  }

  /** For the wrong audience, the one that counts and the line of the pipeline to change. */
  private remedyOf(reason: Refusal['reason'], { slug, kind }: NearPublisher): object {
    const { publicUrl } = this.config.server;
    if (reason !== 'audience' || publicUrl === null) return {};
    const audience = audienceFor(publicUrl, slug);
    return { expected_audience: audience, line: lineFor(kind, audience, slug) };
  }
}

/** The line of a pipeline that has its tokens name the organization: `qgate` asks GitHub for them, GitLab issues them as the job says. */
const lineFor = (kind: NearPublisher['kind'], audience: string, slug: string): string =>
  kind === 'github' ? `org: ${slug}` : `aud: ${audience}`;

const shown = (token: TokenPayload): Readonly<Record<string, string>> =>
  Object.fromEntries(
    SHOWN.filter((name) => ['string', 'number'].includes(typeof token[name])).map((name) => [
      name,
      replaceControls(String(token[name])).slice(0, MAX_SHOWN_LENGTH),
    ]),
  );
