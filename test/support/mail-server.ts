import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { waitUntil } from './wait-until.js';

/** A mail as it arrived: the envelope's receivers, and the parts that its reader sees. */
export interface ReceivedMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  /** All of it, as it was sent. */
  readonly raw: string;
}

/** A mail server on loopback that keeps what it takes. */
export interface MailServer {
  readonly url: string;
  readonly port: number;
  readonly received: ReceivedMail[];
  /** Refuses receivers for the time being by an SMTP status; null: takes all. */
  refusal: number | null;
  /** The first mail to an address, the next one for each call. */
  nextTo(address: string): Promise<ReceivedMail>;
  /** Takes no connections until it is started again on its port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** @param options deviations of the server, such as TLS and accounts */
export async function startMailServer(options: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const taken = new Set<ReceivedMail>();
  const make = () =>
    new SMTPServer({
      authOptional: true,
      hideSTARTTLS: true,
      disableReverseLookup: true,
      onRcptTo: (_, __, callback) => {
        const { refusal } = server;
        if (refusal === null) {
          callback();
          return;
        }
        callback(Object.assign(new Error('not now'), { responseCode: refusal }));
      },
      onData: (stream, session, callback) => {
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          const raw = Buffer.concat(pieces);
          const to = session.envelope.rcptTo.map(({ address }) => address);
          void read(raw, to).then((mail) => {
            received.push(mail);
            callback();
          });
        });
      },
      ...options,
    });
  let running: SMTPServer | null = null;
  const server: MailServer & { port: number } = {
    url: '',
    port,
    received,
    refusal: null,
    nextTo: async (address) => {
      const mail = await waitUntil(() =>
        Promise.resolve(received.find((one) => one.to.includes(address) && !taken.has(one))),
      );
      taken.add(mail);
      return mail;
    },
    start: async () => {
      running = make();
      // a client that does not trust the server's certificate
      running.on('error', () => undefined);
      const listening = running.listen(server.port, '127.0.0.1');
      await once(listening, 'listening');
      server.port = (listening.address() as AddressInfo).port;
    },
    stop: async () => {
      const closing = running;
      running = null;
      if (closing) await new Promise<void>((resolve) => closing.close(() => resolve()));
    },
  };
  await server.start();
  return Object.assign(server, { url: `smtp://127.0.0.1:${server.port}` });
}

async function read(raw: Buffer, to: readonly string[]): Promise<ReceivedMail> {
  const { subject = '', text = '', html = '', headers } = await PostalMime.parse(raw);
  return {
    to,
    subject,
    text,
    html,
    headers: Object.fromEntries(headers.map(({ key, value }) => [key, value])),
    raw: raw.toString(),
  };
}
