import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../../record/audit/audit.module.js';
import { MailModule } from '../../record/mail/mail.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { OrganizationModule } from '../organization/organization.module.js';
import { ProjectProofEntity } from './entities/project-proof.entity.js';
import { TrustedPublisherEntity } from './entities/trusted-publisher.entity.js';
import { IdentityTokenVerifier } from './identity-token-verifier.js';
import { IssuerKeys } from './issuer-keys.js';
import { MakerFollower } from './maker-follower.js';
import { NamedPublishers } from './named-publishers.js';
import { ProjectProofWriter } from './project-proof.writer.js';
import { PublisherAudience } from './publisher-audience.js';
import { PublisherCandidates } from './publisher-candidates.js';
import { PublisherDrafts } from './publisher-drafts.js';
import { PublisherLog } from './publisher-log.js';
import { PublisherProofs } from './publisher-proofs.js';
import { PublisherTokenController } from './publisher-token.controller.js';
import { PublisherTokenRepository } from './publisher-token.repository.js';
import { PublisherTokenService } from './publisher-token.service.js';
import { RefusalLog } from './refusal-log.js';
import { TrustedPublisherController } from './trusted-publisher.controller.js';
import { TrustedPublisherRepository } from './trusted-publisher.repository.js';
import { TrustedPublisherService } from './trusted-publisher.service.js';

/** Pipelines that send reports without a stored secret. */
@Module({
  imports: [
    TypeOrmModule.forFeature([TrustedPublisherEntity, ProjectProofEntity]),
    AuditModule,
    AuthModule,
    MailModule,
    OrganizationModule,
  ],
  controllers: [TrustedPublisherController, PublisherTokenController],
  providers: [
    TrustedPublisherService,
    TrustedPublisherRepository,
    PublisherProofs,
    MakerFollower,
    ProjectProofWriter,
    PublisherTokenService,
    PublisherTokenRepository,
    IdentityTokenVerifier,
    IssuerKeys,
    RefusalLog,
    PublisherAudience,
    NamedPublishers,
    PublisherDrafts,
    PublisherLog,
    PublisherCandidates,
  ],
  exports: [ProjectProofWriter],
})
export class PublisherModule {}
