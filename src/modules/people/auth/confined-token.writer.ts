import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId, TrustedPublisherId } from '../../../domain/ids.js';
import type { PipelineRun } from '../../../domain/publishing/pipeline-run.js';
import type { Restrictions } from '../../../domain/publishing/restrictions.js';
import { actorOf, type Caller } from '../../../platform/tenancy/caller.js';
import { IdentityRepository } from './identity.repository.js';
import { OwnTokens } from './tokens/own-tokens.js';

interface Publisher {
  readonly orgId: OrgId;
  readonly id: TrustedPublisherId;
}

/** Signs tokens that are confined to less than what a person or a key may do. */
@Injectable()
export class ConfinedTokenWriter {
  constructor(
    private readonly tokens: OwnTokens,
    private readonly identities: IdentityRepository,
  ) {}

  /** The last time that all tokens of a publisher ended, as `issuePublisherToken` needs it. */
  tokensSince({ orgId, id }: Publisher): Promise<string> {
    return this.identities.tokensSince(orgId, id);
  }

  /** An access token of a trusted publisher that is valid for the given seconds, or until the publisher is disabled or deleted. */
  issuePublisherToken(
    { orgId, id }: Publisher,
    { restrictions, run, since }: { restrictions: Restrictions; run: PipelineRun; since: string },
    seconds: number,
  ): Promise<string> {
    return this.tokens.sign({ use: 'publisher', sub: String(id), org: orgId, ...restrictions, run, since }, seconds);
  }

  /** A token that feeds one scan for a number of seconds, as long as its maker has the right, and the session or the secret of the key lasts. */
  async issueUploadToken(caller: Caller, scanId: ScanId, seconds: number): Promise<string> {
    const { orgId, credential } = caller;
    const publisherId = credential.type === 'publisher_token' ? credential.publisherId : null;
    const since = await this.identities.tokensSince(orgId, publisherId);
    const secret = credential.type === 'api_key' ? credential.secret : null;
    const session = 'sessionId' in credential ? credential.sessionId : null;
    const maker = actorOf(caller);
    return this.tokens.sign({ use: 'upload', sub: String(scanId), org: orgId, maker, secret, session, since }, seconds);
  }
}
