import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../../record/audit/audit.module.js';
import { MailModule } from '../../record/mail/mail.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { QuotaModule } from '../quota/quota.module.js';
import { MemberEntity } from './entities/member.entity.js';
import { OrganizationEntity } from './entities/organization.entity.js';
import { RepoEntity } from './entities/repo.entity.js';
import { Grants } from './grants.js';
import { InvitationController } from './invitation.controller.js';
import { InvitationRepository } from './invitation.repository.js';
import { InvitationService } from './invitation.service.js';
import { InvitationAcceptanceController } from './invitation-acceptance.controller.js';
import { InvitationAcceptanceService } from './invitation-acceptance.service.js';
import { InvitationLimits } from './invitation-limits.js';
import { InvitationMails } from './invitation-mails.js';
import { InvitedUsers } from './invited-users.js';
import { MadeInvitationRepository } from './made-invitation.repository.js';
import { MemberController } from './member.controller.js';
import { MemberReader } from './member.reader.js';
import { MemberRepository } from './member.repository.js';
import { MemberService } from './member.service.js';
import { MemberWriter } from './member.writer.js';
import { MemberDirectory } from './member-directory.js';
import { MemberLog } from './member-log.js';
import { MemberResetService } from './member-reset.service.js';
import { MemberSessionsService } from './member-sessions.service.js';
import { NewMemberService } from './new-member.service.js';
import { OpenInvitations } from './open-invitations.js';
import { OrganizationController } from './organization.controller.js';
import { OrganizationReader } from './organization.reader.js';
import { OrganizationRepository } from './organization.repository.js';
import { OrganizationService } from './organization.service.js';
import { OrganizationWriter } from './organization.writer.js';
import { OrganizationAdministrationService } from './organization-administration.service.js';
import { OrganizationChanges } from './organization-changes.js';
import { OrganizationDirectory } from './organization-directory.js';
import { OrganizationRetentionWriter } from './organization-retention.writer.js';
import { OrganizationView } from './organization-view.js';
import { OrganizationsController } from './organizations.controller.js';
import { RepoController } from './repo.controller.js';
import { RepoReader } from './repo.reader.js';
import { RepoRepository } from './repo.repository.js';
import { RepoService } from './repo.service.js';
import { RepoWriter } from './repo.writer.js';
import { SourceSwitchEvents } from './source-switch.events.js';
import { SsoController } from './sso.controller.js';
import { SsoRepository } from './sso.repository.js';
import { SsoService } from './sso.service.js';
import { SsoGrantsWriter } from './sso-grants.writer.js';
import { ValidInvitations } from './valid-invitations.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([OrganizationEntity, MemberEntity, RepoEntity]),
    AuditModule,
    QuotaModule,
    AuthModule,
    MailModule,
  ],
  controllers: [
    OrganizationsController,
    OrganizationController,
    SsoController,
    InvitationController,
    InvitationAcceptanceController,
    MemberController,
    RepoController,
  ],
  providers: [
    OrganizationService,
    OrganizationRepository,
    OrganizationReader,
    OrganizationWriter,
    OrganizationRetentionWriter,
    SsoService,
    SsoRepository,
    InvitationService,
    InvitationRepository,
    InvitationLimits,
    InvitationMails,
    MadeInvitationRepository,
    MemberService,
    MemberRepository,
    MemberReader,
    MemberWriter,
    RepoService,
    SourceSwitchEvents,
    RepoRepository,
    RepoReader,
    RepoWriter,
    Grants,
    MemberDirectory,
    MemberLog,
    NewMemberService,
    MemberSessionsService,
    MemberResetService,
    ValidInvitations,
    InvitedUsers,
    InvitationAcceptanceService,
    OpenInvitations,
    OrganizationDirectory,
    OrganizationAdministrationService,
    SsoGrantsWriter,
    OrganizationView,
    OrganizationChanges,
  ],
  exports: [
    SourceSwitchEvents,
    OrganizationReader,
    OrganizationWriter,
    OrganizationRetentionWriter,
    MemberReader,
    MemberWriter,
    RepoReader,
    RepoWriter,
  ],
})
export class OrganizationModule {}
