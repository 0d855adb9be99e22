import { AppError } from '../errors/app-error.js';

/** True where a secret is stored, and was entered for another origin than that of the new address. */
export const isStoredForElsewhere = (sealed: Buffer | null, before: string, after: string): boolean =>
  sealed !== null && sealed.length > 0 && new URL(before).origin !== new URL(after).origin;

/** The stored secret was entered for another origin: a caller who changes the address must not receive it there. */
export class SecretRequired extends AppError {
  /** @param field that the secret is sent in */
  constructor(field: string) {
    const message = 'are stored for another origin; send them as well, or send drop_secrets: true to delete them';
    super('secret_required', 'The new address has another origin. See errors for the fields that must also be sent.', {
      errors: [{ field, message }],
    });
  }
}
