import { send } from '../../../api/client';
import { Problem } from '../../../api/problem';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];

/** True where the browser has passkeys and the page may use them: they are bound to a host that has a name. */
export const hasPasskeys = (): boolean =>
  'PublicKeyCredential' in window &&
  'parseRequestOptionsFromJSON' in PublicKeyCredential &&
  !/^[\d.]+$|^\[/.test(window.location.hostname);

/** Lets the person choose a passkey of this service and signs with it, by new options. */
export async function signByPasskey(): Promise<Schemas['Assertion']> {
  const options = await send<PublicKeyCredentialRequestOptionsJSON>('POST', '/auth/passkeys/login/options');
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey }).catch(rethrowAsProblem);
  return toJson(credential) as unknown as Schemas['Assertion'];
}

/** Lets the person make a passkey on a device, by new options. */
export async function makePasskey(): Promise<Omit<Schemas['RegisterPasskey'], 'name'>> {
  const options = await send<PublicKeyCredentialCreationOptionsJSON>('POST', '/auth/passkeys/options');
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey }).catch(rethrowAsProblem);
  return toJson(credential) as unknown as Schemas['RegisterPasskey'];
}

const toJson = (credential: Credential | null) => (credential as PublicKeyCredential).toJSON();

/** Names of the browser for why there is no passkey, in words. */
const WORDS: Readonly<Record<string, string>> = {
  InvalidStateError: 'This device already has a passkey for your account.',
  NotAllowedError:
    'No passkey was used: the request was cancelled or took too long, or the device has no passkey for this service.',
  SecurityError: 'The browser does not allow passkeys at this address of the service.',
};

function rethrowAsProblem(error: unknown): never {
  const words = error instanceof DOMException ? WORDS[error.name] : undefined;
  throw words === undefined ? error : new Problem(-1, 'no_passkey', words);
}
