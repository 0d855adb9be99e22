import { Injectable } from '@nestjs/common';
import type { ApiKeyId } from '../../../domain/ids.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { ApiKeyRepository } from './api-key.repository.js';

/** The key that makes something which ends with it, and the end of its secret; both null for a person. */
export interface MintingKey {
  readonly mintedBy: ApiKeyId | null;
  /** The key and those that its secret descends from: a secret that it is shown ends with each of them. */
  readonly lineage: readonly ApiKeyId[];
  readonly expiresAt: Date | null;
}

/** The earlier of two ends; null is without end. */
export function earlierOf(one: Date, other: Date | null): Date;
export function earlierOf(one: Date | null, other: Date | null): Date | null;
export function earlierOf(one: Date | null, other: Date | null): Date | null {
  return one === null || other === null ? (one ?? other) : one < other ? one : other;
}

/** Tells what a key makes by whom it was made, so that it ends with the key. */
@Injectable()
export class MintingKeyReader {
  constructor(private readonly keys: ApiKeyRepository) {}

  /**
   * The caller's key, whose revocation waits for the end of the open tenant transaction.
   *
   * @throws AppError `forbidden` for a key that was revoked meanwhile
   */
  async hold({ orgId, credential }: Caller, at: Date): Promise<MintingKey> {
    if (credential.type !== 'api_key') return { mintedBy: null, lineage: [], expiresAt: null };
    const lineage = [credential.apiKeyId, ...credential.lineage];
    const { held, expiresAt } = await this.keys.holdWorking(orgId, credential, at);
    if (held < lineage.length) throw new AppError('forbidden', 'The API key no longer works.');
    return { mintedBy: credential.apiKeyId, lineage, expiresAt };
  }
}
