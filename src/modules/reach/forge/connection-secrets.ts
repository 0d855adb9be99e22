import { Injectable } from '@nestjs/common';
import type { ForgeId, OrgId } from '../../../domain/ids.js';
import { type SealedPlace, SealedText, UnreadableSecret } from '../../../platform/secrets/sealed-text.js';
import type { ForgeEntity } from '../../record/forge-report/entities/forge.entity.js';
import type { ForgeCredentials } from './forges/forge.js';

type Key = Pick<ForgeEntity, 'orgId' | 'id'>;

/** Credentials and hook secrets of connections, sealed for the columns in which they are stored. */
@Injectable()
export class ConnectionSecrets {
  constructor(private readonly sealed: SealedText) {}

  sealCredentials(orgId: OrgId, id: ForgeId, credentials: ForgeCredentials): Buffer {
    return this.sealed.seal(JSON.stringify(credentials), placeOf({ orgId, id }, 'credentials'));
  }

  sealHookSecret(orgId: OrgId, id: ForgeId, secret: string): Buffer {
    return this.sealed.seal(secret, placeOf({ orgId, id }, 'hook_secret'));
  }

  /** Null where they cannot be opened, as their key is lost, and where the person who entered them lost the right to. */
  openCredentials(forge: Key & Pick<ForgeEntity, 'credentials' | 'state'>): ForgeCredentials | null {
    if (forge.state === 'rights_lost') return null;
    const text = this.open(forge.credentials!, placeOf(forge, 'credentials'));
    return text === null ? null : (JSON.parse(text) as ForgeCredentials);
  }

  /** Null where it cannot be opened. */
  openHookSecret(forge: Key & Pick<ForgeEntity, 'hookSecret'>): string | null {
    return this.open(forge.hookSecret!, placeOf(forge, 'hook_secret'));
  }

  private open(sealed: Buffer, place: SealedPlace): string | null {
    try {
      return this.sealed.open(sealed, place);
    } catch (error) {
      if (error instanceof UnreadableSecret) return null;
      throw error;
    }
  }
}

const placeOf = ({ orgId, id }: Key, column: 'credentials' | 'hook_secret'): SealedPlace => ({
  table: 'forges',
  orgId,
  id,
  column,
});

/** The last 4 characters of a secret, by which people recognize it; of an App those of its id. */
export function hintOf(credentials: ForgeCredentials): string {
  const shown = { app: 'appId', token: 'token', basic: 'token', oauth_client: 'secret' }[credentials.type];
  return String((credentials as unknown as Record<string, string>)[shown]).slice(-4);
}
