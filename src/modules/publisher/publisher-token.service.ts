import { Injectable } from '@nestjs/common';
import { projectsOf, textClaims, unmetClaims } from '../../domain/publishing/match-claims.js';
import { runOf } from '../../domain/publishing/pipeline-run.js';
import { PULL_REQUEST_TARGET } from '../../domain/publishing/publisher-kinds.js';
import { type Restrictions, restrictionsOf } from '../../domain/publishing/restrictions.js';
import { Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { RequestOrigin } from '../../platform/http/request-context.js';
import { ConfinedTokenWriter } from '../auth/confined-token.writer.js';
import { readUnverified, Refusal, type TokenPayload } from './identity-token.js';
import { IdentityTokenVerifier } from './identity-token-verifier.js';
import { type PublisherCandidate, PublisherTokenRepository } from './publisher-token.repository.js';
import { type NearPublisher, RefusalLog } from './refusal-log.js';

export const PUBLISHER_TOKEN_SECONDS = 900;

/** An access token of a pipeline. */
export interface PublisherAccess {
  readonly accessToken: string;
  readonly publisher: PublisherCandidate;
  readonly restrictions: Restrictions;
}

/** A candidate, and the demanded claims that the token does not have. */
type Judged = PublisherCandidate & NearPublisher;

/** Exchanges identity tokens of pipelines for access tokens. */
@Injectable()
export class PublisherTokenService {
  constructor(
    private readonly tokens: PublisherTokenRepository,
    private readonly verifier: IdentityTokenVerifier,
    private readonly writer: ConfinedTokenWriter,
    private readonly refusals: RefusalLog,
    private readonly clock: Clock,
  ) {}

  /**
   * @param orgId organization whose publisher is meant; null: there is one alone
   * @throws AppError unauthenticated, equal for every reason
   */
  async exchange(token: string, orgId: number | null, request: RequestOrigin): Promise<PublisherAccess> {
    const said = readUnverified(token);
    const candidates = said === null ? [] : await this.judge(said, orgId);
    try {
      if (said === null) throw new Refusal('malformed', false);
      // keys are fetched of issuers alone that somebody trusts
      if (candidates.length === 0) throw new Refusal('unknown_publisher', false);
      const { payload, issuer, id, endsAt } = await this.verifier.verify(token, said.iss);
      const publisher = choose(candidates, payload);
      if (!(await this.tokens.useTokenId(issuer, id, endsAt, this.clock.now()))) throw new Refusal('replayed', true);
      const restrictions = restrictionsOf(publisher.kind, payload);
      const granted = { restrictions, run: runOf(payload) };
      const accessToken = await this.writer.issuePublisherToken(publisher, granted, PUBLISHER_TOKEN_SECONDS);
      return { accessToken, publisher, restrictions };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.refusals.record(error, nearest(candidates), said ?? {}, request);
      throw new AppError('unauthenticated', 'The identity token is not one of a trusted publisher.');
    }
  }

  /** The publishers that a token may be of, those first that it fits best. */
  private async judge(said: TokenPayload & { readonly iss: string }, orgId: number | null): Promise<Judged[]> {
    const claims = textClaims(said);
    const found = await this.tokens.findCandidates(said.iss, projectsOf(claims), claims);
    return found
      .filter((one) => orgId === null || one.orgId === orgId)
      .map((one) => ({ ...one, unmet: unmetClaims(one.claims, said) }))
      .filter(({ claims: demanded, unmet }) => unmet.length < Object.keys(demanded).length || isOfProject(demanded))
      .sort((one, other) => one.unmet.length - other.unmet.length || rank(other) - rank(one) || one.id - other.id);
  }
}

/** A publisher with a project was found by it; another one is near only where a claim is equal. */
const isOfProject = (demanded: PublisherCandidate['claims']): boolean => projectsOf(demanded).length > 0;

/** The more a publisher demands, the more it was meant. */
const rank = ({ claims }: PublisherCandidate): number => Object.keys(claims).length;

/** The publisher that fits the token. @throws Refusal where there is none, or where organizations have one each */
function choose(candidates: readonly Judged[], payload: TokenPayload): PublisherCandidate {
  const fitting = candidates.filter(({ unmet }) => unmet.length === 0);
  const [best] = fitting;
  if (!best) throw new Refusal('claims', true);
  if (fitting.some(({ orgId }) => orgId !== best.orgId)) throw new Refusal('ambiguous', true);
  if (best.kind === 'github' && payload.event_name === PULL_REQUEST_TARGET) throw new Refusal('event', true);
  return best;
}

/** Of each organization the publisher that fits best. */
const nearest = (candidates: readonly Judged[]): Judged[] =>
  candidates.filter(({ orgId }, index) => candidates.findIndex((other) => other.orgId === orgId) === index);
