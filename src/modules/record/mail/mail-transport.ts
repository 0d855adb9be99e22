import { Inject, Injectable } from '@nestjs/common';
import { createTransport, type SMTPTransportOptions } from 'nodemailer';
import type { AppConfig, MailConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { isMailAddress } from '../../../platform/validation/mail-address.js';
import type { AddressedMessage } from './mail.writer.js';

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

/** Outcome of an attempt: `refused` by the server for good, which no other attempt changes. */
export type SendOutcome =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'failed' | 'refused'; readonly reason: SendFault };

/** Words of a server or of the connection to it; nothing of the mail's text is in them. */
export interface SendFault {
  readonly code: string | null;
  readonly status: number | null;
  readonly message: string;
}

/**
 * Hands mails to the operator's server. Its address comes from the environment alone, so that no guard of addresses judges
 * it; TLS is verified by the certificates that Node trusts.
 */
@Injectable()
export class MailTransport {
  private readonly options: SMTPTransportOptions | null;

  constructor(@Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'mail'>) {
    this.options = config.mail && toOptions(config.mail);
  }

  /** @param signal ends the attempt, which then throws */
  async send(message: AddressedMessage, signal: AbortSignal): Promise<SendOutcome> {
    const { mail } = this.config;
    if (mail === null || this.options === null) throw new Error('No mail server is configured.');
    const { subject, text, html, to } = message;
    // stored by an earlier version, or named by a provider
    if (!isMailAddress(to))
      return {
        outcome: 'refused',
        reason: { code: null, status: null, message: 'The address of the recipient is not valid.' },
      };
    try {
      await createTransport(this.options).sendMail({
        from: { ...mail.from },
        to: { name: '', address: to },
        envelope: { from: mail.from.address, to: [to] },
        subject,
        text,
        html,
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
        signal,
      });
      return { outcome: 'sent' };
    } catch (error) {
      if (signal.aborted) throw error;
      return toFault(error);
    }
  }
}

function toOptions({ server: { host, port, tls, credentials } }: MailConfig): SMTPTransportOptions {
  return {
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
    ...(credentials && { auth: { user: credentials.user, pass: credentials.password } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    dnsTimeout: CONNECT_MS,
  };
}

/** A server that refuses the receiver or the text with a status of 500 and above has decided. */
function toFault(error: unknown): SendOutcome {
  const {
    code = null,
    responseCode: status = null,
    message,
  } = error as Error & { code?: string; responseCode?: number };
  const isDecided = status !== null && status >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  return { outcome: isDecided ? 'refused' : 'failed', reason: { code, status, message: message.slice(0, 300) } };
}
