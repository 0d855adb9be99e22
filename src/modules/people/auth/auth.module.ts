import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { AuditModule } from '../../record/audit/audit.module.js';
import { MailModule } from '../../record/mail/mail.module.js';
import { QuotaModule } from '../quota/quota.module.js';
import { ActorReader } from './actor.reader.js';
import { ApiKeyController } from './api-key.controller.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { ApiKeyService } from './api-key.service.js';
import { ApiKeyList } from './api-key-list.js';
import { ApiKeyLog } from './api-key-log.js';
import { AuthController } from './auth.controller.js';
import { CallerReader } from './caller.reader.js';
import { ConfinedTokenWriter } from './confined-token.writer.js';
import { ApiKeyUsage } from './credentials/api-key-usage.js';
import { CachedCallers } from './credentials/cached-callers.js';
import { CredentialResolver } from './credentials/credential-resolver.js';
import { SessionCookie } from './credentials/session-cookie.js';
import { SessionUsage } from './credentials/session-usage.js';
import { ApiKeyEntity } from './entities/api-key.entity.js';
import { FirstKeyController } from './first-key.controller.js';
import { FirstKeyService } from './first-key.service.js';
import { FirstUserWriter } from './first-user.writer.js';
import { AuthenticationGuard } from './guards/authentication.guard.js';
import { OriginGuard } from './guards/origin.guard.js';
import { TenantScopeGuard } from './guards/tenant-scope.guard.js';
import { IdentityRepository } from './identity.repository.js';
import { InboxCount } from './inbox-count.reader.js';
import { KeyGrants } from './key-grants.js';
import { MemberEvents } from './member.events.js';
import { MintingKeyReader } from './minting-key.reader.js';
import { OptionalCallerReader } from './optional-caller.reader.js';
import { OrganizationNameReadModel } from './organization-name.read-model.js';
import { OwnSessions } from './own-sessions.repository.js';
import { PasskeyController } from './passkeys/passkey.controller.js';
import { Passkeys } from './passkeys/passkey.repository.js';
import { PasskeyService } from './passkeys/passkey.service.js';
import { PasskeyChallenges } from './passkeys/passkey-challenges.js';
import { PasskeyCheck } from './passkeys/passkey-check.js';
import { PasskeySignIn } from './passkeys/passkey-sign-in.js';
import { RelyingParties } from './passkeys/relying-party.js';
import { AccessTokenStrategy } from './passport/access-token.strategy.js';
import { ApiKeyStrategy } from './passport/api-key.strategy.js';
import { CredentialStrategies } from './passport/credential-strategies.js';
import { ProviderTokenStrategy } from './passport/provider-token.strategy.js';
import { PasswordMails } from './password-mails.js';
import { PasswordResetWriter } from './password-reset.writer.js';
import { PasswordResetEvents } from './password-reset-events.js';
import { PasswordResets } from './password-resets.repository.js';
import { LoginThrottle } from './passwords/login-throttle.js';
import { OwnPasswordService } from './passwords/own-password.service.js';
import { PasswordController } from './passwords/password.controller.js';
import { PasswordAttempts } from './passwords/password-attempts.repository.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { PlainReads } from './plain-reads.js';
import { IdentityController } from './provider/identity.controller.js';
import { IdentityService } from './provider/identity.service.js';
import { IdentityBindings } from './provider/identity-binding.repository.js';
import { IdentityEvents } from './provider/identity-events.js';
import { IdentityLinks } from './provider/identity-links.js';
import { IdentityResolver } from './provider/identity-resolver.js';
import { MappedMemberships } from './provider/mapped-memberships.js';
import { OidcClient } from './provider/oidc-client.js';
import { OwnIdentities } from './provider/own-identities.repository.js';
import { ProviderSignInController } from './provider/provider-sign-in.controller.js';
import { ProviderSignIn } from './provider/provider-sign-in.service.js';
import { ProviderSignOut } from './provider/provider-sign-out.service.js';
import { ProviderUsers } from './provider/provider-users.js';
import { FlowCookie } from './provider/sign-in-flow.js';
import { UnprovenIdentitiesWriter } from './provider/unproven-identities.writer.js';
import { RecentSignInReader } from './recent-sign-in.reader.js';
import { RepoIdReadModel } from './repo-id.read-model.js';
import { SecondFactorController } from './second-factor/second-factor.controller.js';
import { SecondFactors } from './second-factor/second-factor.repository.js';
import { SecondFactorService } from './second-factor/second-factor.service.js';
import { SecondFactorCheck } from './second-factor/second-factor-check.js';
import { SecondFactorLog } from './second-factor/second-factor-log.js';
import { SecondFactorResetWriter } from './second-factor/second-factor-reset.writer.js';
import { TotpEnrollmentService } from './second-factor/totp-enrollment.service.js';
import { SecurityNotices } from './security-notices.js';
import { SessionController } from './session.controller.js';
import { SessionService } from './session.service.js';
import { SessionOpener } from './session-opener.js';
import { SignInService } from './sign-in.service.js';
import { SignInChoices } from './sign-in-choices.js';
import { SignInEvents } from './sign-in-events.js';
import { StaffVisits } from './staff-visits.js';
import { OwnTokens } from './tokens/own-tokens.js';
import { ProviderTokens } from './tokens/provider-tokens.js';
import { loadTokenKeys, TOKEN_KEYS } from './tokens/signing-key.js';
import { VerifiedTokens } from './tokens/verified-tokens.js';
import { UserReader } from './user.reader.js';
import { UserWriter } from './user.writer.js';

/** Identity of callers: users, sessions, tokens, API keys, and the guards that read them from requests. */
@Module({
  imports: [TypeOrmModule.forFeature([ApiKeyEntity]), AuditModule, MailModule, QuotaModule],
  controllers: [
    AuthController,
    ProviderSignInController,
    IdentityController,
    SecondFactorController,
    PasskeyController,
    ApiKeyController,
    FirstKeyController,
    SessionController,
    PasswordController,
  ],
  providers: [
    { provide: TOKEN_KEYS, useFactory: loadTokenKeys, inject: [APP_CONFIG] },
    OwnTokens,
    ProviderTokens,
    VerifiedTokens,
    PasswordHasher,
    PasswordAttempts,
    LoginThrottle,
    SessionCookie,
    AccessTokenStrategy,
    ApiKeyStrategy,
    ProviderTokenStrategy,
    ApiKeyUsage,
    SessionUsage,
    StaffVisits,
    CallerReader,
    OptionalCallerReader,
    PlainReads,
    AuthenticationGuard,
    OriginGuard,
    TenantScopeGuard,
    IdentityRepository,
    OwnSessions,
    OrganizationNameReadModel,
    ApiKeyRepository,
    FirstKeyService,
    MemberEvents,
    MintingKeyReader,
    RepoIdReadModel,
    SignInEvents,
    OidcClient,
    FlowCookie,
    IdentityBindings,
    IdentityEvents,
    IdentityResolver,
    OwnIdentities,
    IdentityService,
    MappedMemberships,
    ProviderSignIn,
    SecondFactors,
    RecentSignInReader,
    SecondFactorCheck,
    SecondFactorService,
    SecondFactorResetWriter,
    RelyingParties,
    Passkeys,
    PasskeyChallenges,
    PasskeyCheck,
    PasskeyService,
    SignInService,
    SessionService,
    PasswordResets,
    PasswordResetWriter,
    PasswordMails,
    SecurityNotices,
    ApiKeyService,
    ActorReader,
    InboxCount,
    UserReader,
    UnprovenIdentitiesWriter,
    UserWriter,
    FirstUserWriter,
    ConfinedTokenWriter,
    SessionOpener,
    SignInChoices,
    PasskeySignIn,
    OwnPasswordService,
    CredentialResolver,
    CachedCallers,
    TotpEnrollmentService,
    SecondFactorLog,
    CredentialStrategies,
    PasswordResetEvents,
    ProviderSignOut,
    ProviderUsers,
    IdentityLinks,
    KeyGrants,
    ApiKeyList,
    ApiKeyLog,
  ],
  exports: [
    InboxCount,
    RecentSignInReader,
    PasswordResetWriter,
    SecondFactorResetWriter,
    AuthenticationGuard,
    OriginGuard,
    TenantScopeGuard,
    ActorReader,
    CallerReader,
    MemberEvents,
    MintingKeyReader,
    OptionalCallerReader,
    UserReader,
    UnprovenIdentitiesWriter,
    UserWriter,
    FirstUserWriter,
    ConfinedTokenWriter,
  ],
})
export class AuthModule {}
