import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId, TrustedPublisherId } from '../../domain/ids.js';
import type { PipelineRun } from '../../domain/publishing/pipeline-run.js';
import type { Restrictions } from '../../domain/publishing/restrictions.js';
import { actorOf, type Caller } from '../../platform/tenancy/caller.js';
import { OwnTokens } from './tokens/own-tokens.js';

/** Signs tokens that are confined to less than what a person or a key may do. */
@Injectable()
export class ConfinedTokenWriter {
  constructor(private readonly tokens: OwnTokens) {}

  /** An access token of a trusted publisher that is valid for so many seconds, or until the publisher is deleted. */
  issuePublisherToken(
    publisher: { readonly orgId: OrgId; readonly id: TrustedPublisherId },
    { restrictions, run }: { readonly restrictions: Restrictions; readonly run: PipelineRun },
    seconds: number,
  ): Promise<string> {
    const claims = { use: 'publisher', sub: String(publisher.id), org: publisher.orgId, ...restrictions, run } as const;
    return this.tokens.sign(claims, seconds);
  }

  /** A token that feeds one scan for so many seconds, as long as its maker has a right to. */
  issueUploadToken(maker: Caller, scanId: ScanId, seconds: number): Promise<string> {
    const claims = { use: 'upload', sub: String(scanId), org: maker.orgId, maker: actorOf(maker) } as const;
    return this.tokens.sign(claims, seconds);
  }
}
