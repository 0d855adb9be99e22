import { originOf } from '../../../ui/origin';
import {
  type CredentialsType,
  type ForgeBody,
  type ForgeConnection,
  type ForgeKind,
  type ReportOptions,
} from './forges.queries';
import { KINDS } from './messages';

/** Fields of the form, as they are typed. */
export interface ForgeDraft {
  readonly kind: ForgeKind;
  readonly name: string;
  readonly baseUrl: string;
  readonly context: string;
  readonly report: ReportOptions;
  readonly type: CredentialsType;
  /** Parts of credentials of any type. */
  readonly secrets: Readonly<Record<SecretField, string>>;
  /** The stored credentials go where the site is of another origin. */
  readonly dropsCredentials: boolean;
}

export type SecretField = 'app_id' | 'installation_id' | 'private_key' | 'token' | 'email' | 'id' | 'secret';

/** Parts of each type of credentials, in the order of the form. */
export const SECRET_FIELDS: Readonly<Record<CredentialsType, readonly SecretField[]>> = {
  app: ['app_id', 'installation_id', 'private_key'],
  token: ['token'],
  basic: ['email', 'token'],
  oauth_client: ['id', 'secret'],
};

const NO_SECRETS: ForgeDraft['secrets'] = {
  ...{ app_id: '', installation_id: '', private_key: '' },
  ...{ token: '', email: '', id: '', secret: '' },
};

const USUAL_REPORT: ReportOptions = { status: true, check: true, annotations: true, comment: 'on_failure' };

export const NEW_DRAFT: ForgeDraft = {
  ...{ kind: 'github', name: '', baseUrl: '', context: 'quality-gate', report: USUAL_REPORT },
  ...{ type: 'app', secrets: NO_SECRETS, dropsCredentials: false },
};

export const draftOf = ({ kind, name, base_url, context, report, credentials }: ForgeConnection): ForgeDraft => ({
  ...{ kind, name, context, report },
  baseUrl: base_url === KINDS[kind].site ? '' : base_url,
  ...{ type: credentials.type, secrets: NO_SECRETS, dropsCredentials: false },
});

/** True where the site of a draft has another origin than the connection's, so that its stored credentials do not go along. */
export function isElsewhere({ kind, baseUrl }: ForgeDraft, { base_url }: ForgeConnection): boolean {
  const origin = originOf(baseUrl.trim() === '' ? (KINDS[kind].site ?? '') : baseUrl.trim());
  return origin !== null && origin !== originOf(base_url);
}

/** The draft for another kind: of what is typed, credentials of a type that it does not take go. */
export function ofKind(draft: ForgeDraft, kind: ForgeKind): ForgeDraft {
  const { credentials } = KINDS[kind];
  return { ...draft, kind, type: credentials.includes(draft.type) ? draft.type : credentials[0]! };
}

/** The body of a draft; credentials are left out where none are typed. */
export function bodyOf({ name, baseUrl, context, report, type, secrets, dropsCredentials }: ForgeDraft): ForgeBody {
  const typed = SECRET_FIELDS[type].filter((field) => secrets[field].trim() !== '');
  const parts = Object.fromEntries(typed.map((field) => [field, secrets[field].trim()]));
  return {
    name: name.trim(),
    base_url: baseUrl.trim() === '' ? null : baseUrl.trim(),
    context: context.trim(),
    report,
    ...(typed.length > 0 && { credentials: { type, ...parts } }),
    ...(dropsCredentials && { drop_secrets: true }),
  };
}
