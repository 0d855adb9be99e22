import { Injectable } from '@nestjs/common';
import { runOf } from '../../../domain/publishing/pipeline-run.js';
import { PULL_REQUEST_TARGET } from '../../../domain/publishing/publisher-kinds.js';
import { type Restrictions, restrictionsOf } from '../../../domain/publishing/restrictions.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import { ConfinedTokenWriter } from '../auth/confined-token.writer.js';
import { readUnverified, Refusal } from './identity-token.js';
import { IdentityTokenVerifier, type VerifiedToken } from './identity-token-verifier.js';
import { type JudgedCandidate, namesOrganization, PublisherCandidates } from './publisher-candidates.js';
import { PublisherProofs } from './publisher-proofs.js';
import {
  type NamedOrganization,
  type PublisherCandidate,
  PublisherTokenRepository,
} from './publisher-token.repository.js';
import { RefusalLog } from './refusal-log.js';
import { isProven } from './trusted-publisher.js';

export const PUBLISHER_TOKEN_SECONDS = 900;

/** An access token of a pipeline. */
export interface PublisherAccess {
  readonly accessToken: string;
  readonly publisher: PublisherCandidate;
  readonly restrictions: Restrictions;
}

/** Exchanges identity tokens of pipelines for access tokens. */
@Injectable()
export class PublisherTokenService {
  constructor(
    private readonly candidates: PublisherCandidates,
    private readonly tokens: PublisherTokenRepository,
    private readonly verifier: IdentityTokenVerifier,
    private readonly writer: ConfinedTokenWriter,
    private readonly proofs: PublisherProofs,
    private readonly refusals: RefusalLog,
  ) {}

  /**
   * @param named organization whose publisher is meant, as the request says
   * @throws AppError unauthenticated, equal for every reason
   */
  async exchange(token: string, named: NamedOrganization, request: RequestOrigin): Promise<PublisherAccess> {
    const said = readUnverified(token);
    const candidates = said === null ? [] : await this.candidates.find(said, named);
    try {
      if (said === null) throw new Refusal('malformed', false);
      // keys are fetched of issuers alone that somebody trusts
      if (candidates.length === 0) throw new Refusal('unknown_publisher', false);
      const verified = await this.verifier.verify(token, said.iss);
      const { payload, issuer, id, endsAt, slug } = verified;
      const publisher = choose(candidates, verified, namesOrganization(named));
      const since = await this.writer.tokensSince(publisher);
      if (Number(payload.iat) < Math.floor(Number(since))) throw new Refusal('too_old', true);
      if (!(await this.tokens.useTokenId(issuer, id, endsAt))) throw new Refusal('replayed', true);
      await this.proofs.recordExchange(publisher, slug !== null && !isProven(publisher), request);
      const granted = { restrictions: restrictionsOf(publisher.kind, payload), run: runOf(payload), since };
      const accessToken = await this.writer.issuePublisherToken(publisher, granted, PUBLISHER_TOKEN_SECONDS);
      return { accessToken, publisher, restrictions: granted.restrictions };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.refusals.record(error, nearest(candidates, namesOrganization(named)), said ?? {}, request);
      throw new AppError('unauthenticated', 'The identity token does not match a trusted publisher.');
    }
  }
}

/** The publisher that fits the token. @throws Refusal where there is none, or where the token is not for its organization */
function choose(
  candidates: readonly JudgedCandidate[],
  { payload, slug }: Pick<VerifiedToken, 'payload' | 'slug'>,
  isOrgNamed: boolean,
): PublisherCandidate {
  const fitting = candidates.filter(({ unmet }) => unmet.length === 0);
  const [best] = fitting;
  if (!best) throw new Refusal('claims', true);
  const isAmbiguous = fitting.some(({ orgId }) => orgId !== best.orgId);
  if (slug === null ? isAmbiguous || !mayBeMeant(best, isOrgNamed) : best.slug !== slug)
    throw new Refusal('audience', true);
  if (payload.event_name === PULL_REQUEST_TARGET) throw new Refusal('event', true);
  return best;
}

/**
 * True where a token whose audience is the service as a whole may be for the organization: until 2.0 where no other trusts the
 * project, or where the request names an organization that is not the later one without a proof
 * (docs/adr/keys.md#trusted-publishers).
 */
const mayBeMeant = ({ isAlone, proof }: PublisherCandidate, isOrgNamed: boolean): boolean =>
  isAlone || (isOrgNamed && proof !== null);

/**
 * Of each organization the publisher that fits best. An organization that is not named learns nothing of tokens of a project that
 * another one trusted before.
 */
const nearest = (candidates: readonly JudgedCandidate[], isOrgNamed: boolean): JudgedCandidate[] =>
  candidates
    .filter(({ orgId }, index) => candidates.findIndex((other) => other.orgId === orgId) === index)
    .filter((candidate) => mayBeMeant(candidate, true) || isOrgNamed);
