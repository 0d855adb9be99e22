import { Inject, Injectable } from '@nestjs/common';
import { readAudience } from '../../../domain/publishing/audience.js';
import { projectsOf, textClaims, unmetClaims } from '../../../domain/publishing/match-claims.js';
import { runOf } from '../../../domain/publishing/pipeline-run.js';
import { PULL_REQUEST_TARGET } from '../../../domain/publishing/publisher-kinds.js';
import { type Restrictions, restrictionsOf } from '../../../domain/publishing/restrictions.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import { Clock } from '../../../platform/time/clock.js';
import { ConfinedTokenWriter } from '../auth/confined-token.writer.js';
import { readUnverified, Refusal, type TokenPayload } from './identity-token.js';
import { IdentityTokenVerifier, type VerifiedToken } from './identity-token-verifier.js';
import { PublisherProofs } from './publisher-proofs.js';
import {
  type NamedOrganization,
  type PublisherCandidate,
  PublisherTokenRepository,
} from './publisher-token.repository.js';
import { type NearPublisher, RefusalLog } from './refusal-log.js';
import { isProven } from './trusted-publisher.js';

export const PUBLISHER_TOKEN_SECONDS = 900;

/** An access token of a pipeline. */
export interface PublisherAccess {
  readonly accessToken: string;
  readonly publisher: PublisherCandidate;
  readonly restrictions: Restrictions;
}

/** A candidate, and the demanded claims that the token does not have. */
type Judged = PublisherCandidate & NearPublisher;
type SaidToken = TokenPayload & { readonly iss: string };

/** Exchanges identity tokens of pipelines for access tokens. */
@Injectable()
export class PublisherTokenService {
  constructor(
    private readonly tokens: PublisherTokenRepository,
    private readonly verifier: IdentityTokenVerifier,
    private readonly writer: ConfinedTokenWriter,
    private readonly proofs: PublisherProofs,
    private readonly refusals: RefusalLog,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {}

  /**
   * @param named organization whose publisher is meant, as the request says
   * @throws AppError unauthenticated, equal for every reason
   */
  async exchange(token: string, named: NamedOrganization, request: RequestOrigin): Promise<PublisherAccess> {
    const said = readUnverified(token);
    const candidates = said === null ? [] : await this.findCandidates(said, named);
    try {
      if (said === null) throw new Refusal('malformed', false);
      // keys are fetched of issuers alone that somebody trusts
      if (candidates.length === 0) throw new Refusal('unknown_publisher', false);
      const verified = await this.verifier.verify(token, said.iss);
      const { payload, issuer, id, endsAt, slug } = verified;
      const publisher = choose(candidates, verified, isNamed(named));
      const since = await this.writer.tokensSince(publisher);
      if (Number(payload.iat) < Math.floor(Number(since))) throw new Refusal('too_old', true);
      if (!(await this.tokens.useTokenId(issuer, id, endsAt, this.clock.now()))) throw new Refusal('replayed', true);
      if (slug !== null && !isProven(publisher)) await this.proofs.proveByExchange(publisher, request);
      const granted = { restrictions: restrictionsOf(publisher.kind, payload), run: runOf(payload), since };
      const accessToken = await this.writer.issuePublisherToken(publisher, granted, PUBLISHER_TOKEN_SECONDS);
      return { accessToken, publisher, restrictions: granted.restrictions };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.refusals.record(error, nearest(candidates, isNamed(named)), said ?? {}, request);
      throw new AppError('unauthenticated', 'The identity token is not one of a trusted publisher.');
    }
  }

  /** The publishers that a token may be of: those of the organization that is named, else of any, which learns of the refusal. */
  private async findCandidates(said: SaidToken, named: NamedOrganization): Promise<Judged[]> {
    if (isNamed(named)) return this.judge(said, named);
    const { publicUrl } = this.config.server;
    const slug = publicUrl === null ? null : (readAudience(said.aud, publicUrl)?.slug ?? null);
    const found = await this.judge(said, { orgId: null, slug });
    if (slug === null) return preferProjects(found);
    return found.length > 0 ? found : this.judge(said, named);
  }

  /** Those first that the token fits best. */
  private async judge(said: SaidToken, named: NamedOrganization): Promise<Judged[]> {
    const claims = textClaims(said);
    const found = await this.tokens.findCandidates(said.iss, projectsOf(claims), claims, named);
    return found
      .map((one) => ({ ...one, unmet: unmetClaims(one.claims, said) }))
      .filter(({ claims: demanded, unmet }) => unmet.length < Object.keys(demanded).length || isOfProject(demanded))
      .sort((one, other) => one.unmet.length - other.unmet.length || rank(other) - rank(one) || one.id - other.id);
  }
}

const isNamed = ({ orgId, slug }: NamedOrganization): boolean => orgId !== null || slug !== null;

/** A publisher with a project was found by it; another one is near only where a claim is equal. */
const isOfProject = (demanded: PublisherCandidate['claims']): boolean => projectsOf(demanded).length > 0;

/**
 * Candidates for a token that names no organization. A publisher without a project fits tokens of any project of its issuer, so
 * it is none where another one names the token's project.
 */
function preferProjects(candidates: Judged[]): Judged[] {
  const ofProject = candidates.filter(({ claims }) => isOfProject(claims));
  return ofProject.length > 0 ? ofProject : candidates;
}

/** The more a publisher demands, the more it was meant. */
const rank = ({ claims }: PublisherCandidate): number => Object.keys(claims).length;

/** The publisher that fits the token. @throws Refusal where there is none, or where the token is not for its organization */
function choose(
  candidates: readonly Judged[],
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
 * project, or where the request names an organization that is not the later one without a proof (ADR 266).
 */
const mayBeMeant = ({ isAlone, proof }: PublisherCandidate, isOrgNamed: boolean): boolean =>
  isAlone || (isOrgNamed && proof !== null);

/**
 * Of each organization the publisher that fits best. An organization that is not named learns nothing of tokens of a project that
 * another one trusted before.
 */
const nearest = (candidates: readonly Judged[], isOrgNamed: boolean): Judged[] =>
  candidates
    .filter(({ orgId }, index) => candidates.findIndex((other) => other.orgId === orgId) === index)
    .filter((candidate) => mayBeMeant(candidate, true) || isOrgNamed);
