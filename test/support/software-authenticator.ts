import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { ApiAnswer, ApiClient } from './api-client.js';

/** Departures from what an honest browser with its authenticator sends. */
export interface Departures {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  /** The user was not verified (PIN, fingerprint). */
  readonly isUnverified?: boolean;
  /** Signatures counted, in place of one more. */
  readonly signCount?: number;
  readonly userHandle?: string;
  /** Key to sign with, in place of the credential's. */
  readonly key?: KeyObject;
}

interface Credential {
  readonly id: string;
  readonly rpId: string;
  readonly userHandle: string;
  readonly key: KeyObject;
  signCount: number;
}

type Options = Readonly<Record<string, any>>;

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/** A browser with an authenticator in software: makes passkeys (ES256, attestation "none") and signs with them. */
export class SoftwareAuthenticator {
  readonly credentials: Credential[] = [];

  /** @param origin of the page that asks for passkeys */
  constructor(private readonly origin: string) {}

  /** A new credential by the options of the service, as `PublicKeyCredential.toJSON()` writes it. */
  create(options: Options, departures: Departures = {}): Options {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const id = randomBytes(16);
    const rpId = departures.rpId ?? options.rp.id;
    const credential = {
      id: id.toString('base64url'),
      rpId,
      userHandle: options.user.id as string,
      key: privateKey,
      signCount: departures.signCount ?? 0,
    };
    this.credentials.push(credential);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, cose(publicKey)]);
    const authData = Buffer.concat([
      authenticatorData(rpId, credential.signCount, departures, HAS_CREDENTIAL),
      attested,
    ]);
    const attestation = encode([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', Uint8Array.from(authData)],
    ]);
    return {
      id: credential.id,
      rawId: credential.id,
      type: 'public-key',
      response: {
        clientDataJSON: this.clientData('webauthn.create', options.challenge, departures).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      },
      clientExtensionResults: {},
      authenticatorAttachment: 'platform',
    };
  }

  /** An assertion by the options of the service with the newest passkey, or another one of this authenticator. */
  get(options: Options, departures: Departures = {}, credential = this.credentials.at(-1)!): Options {
    credential.signCount = departures.signCount ?? credential.signCount + 1;
    const clientData = this.clientData('webauthn.get', options.challenge, departures);
    const data = authenticatorData(departures.rpId ?? credential.rpId, credential.signCount, departures);
    const signed = Buffer.concat([data, createHash('sha256').update(clientData).digest()]);
    return {
      id: credential.id,
      rawId: credential.id,
      type: 'public-key',
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, departures.key ?? credential.key).toString('base64url'),
        userHandle: departures.userHandle ?? credential.userHandle,
      },
      clientExtensionResults: {},
      authenticatorAttachment: 'platform',
    };
  }

  private clientData(type: string, challenge: string, departures: Departures): Buffer {
    const data = {
      type: departures.type ?? type,
      challenge: departures.challenge ?? challenge,
      origin: departures.origin ?? this.origin,
      crossOrigin: departures.crossOrigin ?? false,
      ...(departures.topOrigin !== undefined && { topOrigin: departures.topOrigin }),
    };
    return Buffer.from(JSON.stringify(data), 'utf8');
  }
}

/** A passkey as its user has it. */
export interface TestPasskey {
  readonly id: string;
  readonly authenticator: SoftwareAuthenticator;
  /** Null where it was not the first second factor. */
  readonly recoveryCodes: readonly string[] | null;
}

/** Registers a passkey of a new authenticator in the session of a client. */
export async function registerPasskey(url: string, client: ApiClient, name?: string): Promise<TestPasskey> {
  const authenticator = new SoftwareAuthenticator(url);
  const options = answered(await client.post('/auth/passkeys/options'), 200);
  const sent = { ...authenticator.create(options), ...(name !== undefined && { name }) };
  const { id, recovery_codes: recoveryCodes } = answered(await client.post('/auth/passkeys/register', sent), 201);
  return { id, authenticator, recoveryCodes };
}

function answered({ status, body, text }: ApiAnswer, expected: number): Options {
  if (status !== expected) throw new Error(text);
  return body as Options;
}

function authenticatorData(rpId: string, signCount: number, { isUnverified }: Departures, flags = 0): Buffer {
  const data = Buffer.alloc(37);
  createHash('sha256').update(rpId).digest().copy(data);
  data.writeUInt8(PRESENT | (isUnverified ? 0 : VERIFIED) | flags, 32);
  data.writeUInt32BE(signCount, 33);
  return data;
}

/** The public key as COSE encodes it: EC2, ES256, P-256. */
function cose(key: KeyObject): Buffer {
  const { x, y } = key.export({ format: 'jwk' });
  return encode([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Uint8Array.from(Buffer.from(x!, 'base64url'))],
    [-3, Uint8Array.from(Buffer.from(y!, 'base64url'))],
  ]);
}

const encode = (entries: (readonly [string | number, unknown])[]): Buffer =>
  Buffer.from(isoCBOR.encode(new Map(entries) as Parameters<typeof isoCBOR.encode>[0]));
