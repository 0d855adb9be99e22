import { Inject, Injectable } from '@nestjs/common';
import { readAudience } from '../../../domain/publishing/audience.js';
import { projectsOf, textClaims, unmetClaims } from '../../../domain/publishing/match-claims.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import type { TokenPayload } from './identity-token.js';
import {
  type NamedOrganization,
  type PublisherCandidate,
  PublisherTokenRepository,
} from './publisher-token.repository.js';
import type { NearPublisher } from './refusal-log.js';

/** A candidate, and the demanded claims that the token does not have. */
export type JudgedCandidate = PublisherCandidate & NearPublisher;

type SaidToken = TokenPayload & { readonly iss: string };

/** Finds the trusted publishers that an identity token may be of. */
@Injectable()
export class PublisherCandidates {
  constructor(
    private readonly tokens: PublisherTokenRepository,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {}

  /** The publishers that a token may be of: those of the organization that is named, else of any, which learns of the refusal. */
  async find(said: SaidToken, named: NamedOrganization): Promise<JudgedCandidate[]> {
    if (namesOrganization(named)) return this.judge(said, named);
    const { publicUrl } = this.config.server;
    const slug = publicUrl === null ? null : (readAudience(said.aud, publicUrl)?.slug ?? null);
    const found = await this.judge(said, { orgId: null, slug });
    if (slug === null) return preferProjects(found);
    return found.length > 0 ? found : this.judge(said, named);
  }

  /** Those first that the token fits best. */
  private async judge(said: SaidToken, named: NamedOrganization): Promise<JudgedCandidate[]> {
    const claims = textClaims(said);
    const found = await this.tokens.findCandidates(said.iss, projectsOf(claims), claims, named);
    return found
      .map((one) => ({ ...one, unmet: unmetClaims(one.claims, said) }))
      .filter(({ claims: demanded, unmet }) => unmet.length < Object.keys(demanded).length || isOfProject(demanded))
      .sort((one, other) => one.unmet.length - other.unmet.length || rank(other) - rank(one) || one.id - other.id);
  }
}

export const namesOrganization = ({ orgId, slug }: NamedOrganization): boolean => orgId !== null || slug !== null;

/** A publisher with a project was found by it; another one is near only where a claim is equal. */
const isOfProject = (demanded: PublisherCandidate['claims']): boolean => projectsOf(demanded).length > 0;

/**
 * Candidates for a token that names no organization. A publisher without a project fits tokens of any project of its issuer, so
 * it is none where another one names the token's project.
 */
function preferProjects(candidates: JudgedCandidate[]): JudgedCandidate[] {
  const ofProject = candidates.filter(({ claims }) => isOfProject(claims));
  return ofProject.length > 0 ? ofProject : candidates;
}

/** The more a publisher demands, the more it was meant. */
const rank = ({ claims }: PublisherCandidate): number => Object.keys(claims).length;
