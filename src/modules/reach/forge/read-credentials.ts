import type { FieldError } from '../../../domain/exact/field-error.js';
import type { CredentialsType } from '../../record/forge-report/forge-state.js';
import type { ForgeCredentials, ForgeSetUp } from './forges/forge.js';

/** Credentials as a request names them. */
export interface NamedCredentials {
  readonly type: CredentialsType;
  readonly app_id?: number | string;
  readonly installation_id?: number | string | null;
  readonly private_key?: string;
  readonly token?: string;
  readonly email?: string;
  readonly id?: string;
  readonly secret?: string;
}

/** Fields that each type needs. */
const FIELDS: Readonly<Record<CredentialsType, readonly (keyof NamedCredentials)[]>> = {
  app: ['app_id', 'private_key'],
  token: ['token'],
  basic: ['email', 'token'],
  oauth_client: ['id', 'secret'],
};
const PRIVATE_KEY = /^\s*-----BEGIN (RSA )?PRIVATE KEY-----\s[\s\S]+-----END (RSA )?PRIVATE KEY-----\s*$/;

/** The credentials of a forge, or the faults of what a request names as such. */
export function readCredentials(
  forge: Pick<ForgeSetUp, 'credentialsTypes'>,
  named: NamedCredentials,
): ForgeCredentials | FieldError[] {
  const fault = (field: string, message: string): FieldError[] => [{ field: `credentials.${field}`, message }];
  const { type } = named;
  if (!forge.credentialsTypes.includes(type))
    return fault('type', `must be one of ${forge.credentialsTypes.join(', ')} for this kind`);
  const missing = FIELDS[type].filter((field) => named[field] === undefined || named[field] === '');
  if (missing.length > 0) return missing.flatMap((field) => fault(field, `is required for the type ${type}`));
  const { app_id, installation_id = null, private_key, token, email, id, secret } = named;
  if (type === 'app' && !PRIVATE_KEY.test(private_key!)) return fault('private_key', 'must be a private key in PEM');
  if (type === 'app')
    return {
      type,
      appId: String(app_id),
      installationId: installation_id === null ? null : String(installation_id),
      privateKey: private_key!,
    };
  if (type === 'token') return { type, token: token! };
  if (type === 'basic') return { type, email: email!, token: token! };
  return { type, id: id!, secret: secret! };
}
