import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ApiKeyId, InvitationId, OrgId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { OrgRole } from '../../../platform/tenancy/role.js';

/** An invitation that was neither accepted nor withdrawn; it may have expired. */
export interface Invitation {
  readonly id: InvitationId;
  readonly email: string;
  readonly role: OrgRole;
  readonly invitedBy: UserId;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly mailState: MailState;
  readonly mailedAt: Date | null;
}

/** State of an invitation's mail; `none` where the service sends no mails. */
export type MailState = 'none' | 'waiting' | 'sent' | 'failed';

export interface NewInvitation extends Omit<Invitation, 'id' | 'mailState' | 'mailedAt'> {
  readonly tokenHash: Buffer;
  /** The key that makes it; null for a person. */
  readonly mintedBy: ApiKeyId | null;
}

const COLUMNS = `id, email, role, invited_by_user_id AS "invitedBy", created_at AS "createdAt", expires_at AS "expiresAt",
  mail_state AS "mailState", mailed_at AS "mailedAt"`;

@Injectable()
export class InvitationRepository {
  constructor(
    private readonly tenant: TenantDatabase,
    @InjectDataSource() private readonly source: DataSource,
  ) {}

  /** Found before a tenant is known; null where there is no such invitation any more. */
  async findByToken(tokenHash: Buffer): Promise<{ orgId: OrgId; id: InvitationId } | null> {
    const rows = await this.source.query<{ orgId: OrgId; id: InvitationId }[]>(
      'SELECT org_id AS "orgId", id FROM auth.find_invitation($1) WHERE auth.is_open_to(org_id, NULL)',
      [tokenHash],
    );
    return rows[0] ?? null;
  }

  /** In the order of their ids, those after `afterId`. */
  listInvitations(orgId: OrgId, page: { limit: number; afterId: InvitationId | null }): Promise<Invitation[]> {
    return this.tenant
      .manager(orgId)
      .query(`SELECT ${COLUMNS} FROM invitations WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT $3`, [
        orgId,
        page.afterId ?? 0,
        page.limit,
      ]);
  }

  async insert(orgId: OrgId, wanted: NewInvitation): Promise<InvitationId> {
    const rows: { id: InvitationId }[] = await this.tenant.manager(orgId).query(
      `INSERT INTO invitations (org_id, email, role, token_hash, invited_by_user_id, created_at, expires_at, minted_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
      [
        orgId,
        wanted.email,
        wanted.role,
        wanted.tokenHash,
        wanted.invitedBy,
        wanted.createdAt,
        wanted.expiresAt,
        wanted.mintedBy,
      ],
    );
    return rows[0]!.id;
  }

  /** Null where it is gone, or its organization is deleted. */
  async find(orgId: OrgId, id: InvitationId): Promise<(Invitation & { readonly link: Buffer | null }) | null> {
    const rows: (Invitation & { link: Buffer | null })[] = await this.tenant
      .manager(orgId)
      .query(
        `SELECT ${COLUMNS}, link FROM invitations WHERE org_id = $1 AND id = $2 AND auth.is_open_to(org_id, NULL)`,
        [orgId, id],
      );
    return rows[0] ?? null;
  }

  /** @param link sealed, for a mail that waits; null: it is needed no more */
  async updateMail(
    orgId: OrgId,
    id: InvitationId,
    mail: { state: MailState; mailedAt: Date | null; link: Buffer | null },
  ): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query(`UPDATE invitations SET mail_state = $3, mailed_at = $4, link = $5 WHERE org_id = $1 AND id = $2`, [
        orgId,
        id,
        mail.state,
        mail.mailedAt,
        mail.link,
      ]);
  }

  /** Takes all out that an address has, whatever its case. */
  async takeAllOf(orgId: OrgId, email: string): Promise<Invitation[]> {
    const [rows]: [Invitation[], number] = await this.tenant
      .manager(orgId)
      .query(`DELETE FROM invitations WHERE org_id = $1 AND lower(email) = lower($2) RETURNING ${COLUMNS}`, [
        orgId,
        email,
      ]);
    return rows;
  }

  /** Takes an invitation out: one caller alone receives it. Null where it is gone. */
  async take(orgId: OrgId, id: InvitationId): Promise<Invitation | null> {
    const [rows]: [Invitation[], number] = await this.tenant
      .manager(orgId)
      .query(`DELETE FROM invitations WHERE org_id = $1 AND id = $2 RETURNING ${COLUMNS}`, [orgId, id]);
    return rows[0] ?? null;
  }
}
