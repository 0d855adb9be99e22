import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { decodeAttestationObject, isoCBOR } from '@simplewebauthn/server/helpers';
import type { RelyingParty } from './relying-party.js';

/** A new credential as WebAuthn's JSON has it, of any content. */
export interface GivenCredential {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly response: { readonly clientDataJSON: string; readonly attestationObject: string };
}

/** An assertion as WebAuthn's JSON has it, of any content. */
export interface GivenAssertion {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle?: string | null;
  };
}

/** A credential whose registration is valid. */
export interface VerifiedCredential {
  readonly credentialId: Buffer;
  /** As COSE encodes it. */
  readonly publicKey: Buffer;
  readonly signCount: number;
}

type ChallengeCheck = (challenge: string) => boolean;

/**
 * Verifies a new credential: challenge, origin, relying party, presence and verification of the user, and an algorithm of
 * ours. Null for one that is not valid. Attestation is not requested, and one that comes all the same is taken out before: no
 * certificate of a stranger is looked at, and none of its addresses is called.
 */
export async function verifyCredential(
  given: GivenCredential,
  party: RelyingParty,
  isChallenge: ChallengeCheck,
): Promise<VerifiedCredential | null> {
  if (!isOfOwnPage(given.response.clientDataJSON)) return null;
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        ...given,
        response: { ...given.response, attestationObject: withoutAttestation(given.response.attestationObject) },
        clientExtensionResults: {},
      },
      expectedChallenge: isChallenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
    });
    if (!verified || registrationInfo.credential.id !== given.id) return null;
    const { publicKey, counter } = registrationInfo.credential;
    return { credentialId: Buffer.from(given.id, 'base64url'), publicKey: Buffer.from(publicKey), signCount: counter };
  } catch {
    return null; // the library throws whatever it finds wrong, be it the form or the content
  }
}

/**
 * Verifies an assertion by the public key of its credential: challenge, origin, relying party, presence and verification of
 * the user, and signature. Null for one that is not valid.
 *
 * @returns the signatures that the authenticator has counted, which nothing is compared to here
 */
export async function verifyAssertion(
  given: GivenAssertion,
  publicKey: Buffer,
  party: RelyingParty,
  isChallenge: ChallengeCheck,
): Promise<number | null> {
  if (!isOfOwnPage(given.response.clientDataJSON)) return null;
  const { clientDataJSON, authenticatorData, signature } = given.response;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...given, response: { clientDataJSON, authenticatorData, signature }, clientExtensionResults: {} },
      credential: { id: given.id, publicKey: Uint8Array.from(publicKey), counter: 0 },
      expectedChallenge: isChallenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    return null;
  }
}

/** Challenge of an answer, as its page saw it; null for an answer of another form. */
export function challengeOf(clientDataJSON: string): string | null {
  const challenge = readClientData(clientDataJSON)?.challenge;
  return typeof challenge === 'string' ? challenge : null;
}

/** False for an answer that a page got in a frame of another site. The library refuses it only where the browser names that site. */
function isOfOwnPage(clientDataJSON: string): boolean {
  const data = readClientData(clientDataJSON);
  return data !== null && (data.crossOrigin ?? false) === false && data.topOrigin === undefined;
}

function readClientData(clientDataJSON: string): Readonly<Record<string, unknown>> | null {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function withoutAttestation(attestationObject: string): string {
  const authData = decodeAttestationObject(Uint8Array.from(Buffer.from(attestationObject, 'base64url'))).get(
    'authData',
  );
  const bare = new Map<string, unknown>([
    ['fmt', 'none'],
    ['attStmt', new Map()],
    ['authData', authData],
  ]);
  return Buffer.from(isoCBOR.encode(bare as Parameters<typeof isoCBOR.encode>[0])).toString('base64url');
}
