import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../domain/ids.js';
import { addressOf } from '../rate-limit/rate-limiter.js';
import type { Doorkeeper, ServerContext } from '../request/server-context.js';
import { joinShare, orgShare, runInShare, type Share } from './share.js';

/** Credentials that are remembered; the one used longest ago goes first. */
const CAPACITY = 10_000;
/** Room for any credential of ours among a few cookies. */
const MAX_LENGTH = 4_096;

/**
 * Finds the share of each request before its credential is checked: the organization that the same credential was let
 * into before, else the network address, which random credentials cannot multiply. It decides about a place in queues
 * alone, so it may be out of date.
 */
@Injectable()
export class RequestShares implements Doorkeeper {
  /** Organizations by the header of the credential, in the order of their last use. */
  private readonly known = new Map<string, Share>();

  /** A listener that passes each request on within its share. */
  before({ next, addressOf: clientOf }: ServerContext): RequestListener {
    return (request, response) => {
      runInShare(this.findKnown(request.headers) ?? shareOfAddress(clientOf(request)), () => next(request, response));
    };
  }

  /** Counts the rest of the current request, and the next ones by its credential, for the organization. */
  learn(headers: IncomingHttpHeaders, orgId: OrgId): void {
    const share = orgShare(orgId);
    joinShare(share);
    const credential = credentialIn(headers);
    if (credential === null) return;
    this.known.delete(credential);
    this.known.set(credential, share);
    if (this.known.size > CAPACITY) this.known.delete(this.known.keys().next().value!);
  }

  private findKnown(headers: IncomingHttpHeaders): Share | undefined {
    const credential = credentialIn(headers);
    return credential === null ? undefined : this.known.get(credential);
  }
}

const shareOfAddress = (ip: string | undefined): Share => addressOf({ ip }) as Share;

function credentialIn(headers: IncomingHttpHeaders): string | null {
  const credential = headers['x-api-key'] ?? headers.authorization ?? headers.cookie;
  return typeof credential === 'string' && credential.length <= MAX_LENGTH ? credential : null;
}
