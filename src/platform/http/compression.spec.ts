import { once } from 'node:events';
import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBrotliDecompress, createGunzip, gunzipSync } from 'node:zlib';
import express, { type Response } from 'express';
import { compressAnswers } from './compression.js';
import { MAX_PLAIN_BYTES } from './content-encoding.js';

describe('answers through the compression', () => {
  let server: Server;
  let answer: (response: Response) => unknown;

  beforeAll(async () => {
    const app = express().use(compressAnswers);
    app.get('/', (_request, response) => void answer(response));
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  async function open(how: typeof answer, encoding = 'gzip', method = 'GET'): Promise<IncomingMessage> {
    answer = how;
    const { port } = server.address() as AddressInfo;
    const sent = get({ port, method, headers: { 'accept-encoding': encoding }, agent: false });
    return ((await once(sent, 'response')) as [IncomingMessage])[0];
  }
  const encodingOf = async (how: typeof answer, encoding?: string, method?: string) =>
    (await open(how, encoding, method)).resume().headers['content-encoding'] ?? 'identity';
  const aText =
    (length: number, type = 'application/json') =>
    (response: Response) =>
      response.type(type).send('x'.repeat(length));

  it('are compressed where they are longer than 1024 bytes', async () => {
    expect(await encodingOf(aText(MAX_PLAIN_BYTES))).toBe('identity');
    expect(await encodingOf(aText(MAX_PLAIN_BYTES + 1))).toBe('gzip');
    expect(await encodingOf((response) => response.type('json').send('é'.repeat(600)))).toBe('gzip');
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['br;q=0.1, gzip;q=0.2', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['gzip;q=0', 'identity'],
    ['gzip;q=0.5, identity', 'identity'],
    ['identity', 'identity'],
  ])('for %s are in %s', async (accepted, encoding) => {
    expect(await encodingOf(aText(5_000), accepted)).toBe(encoding);
  });

  it.each([
    ['text/csv', 'gzip'],
    ['application/sarif+json', 'gzip'],
    ['application/problem+json', 'identity'],
    ['application/x-tar', 'identity'],
    ['image/png', 'identity'],
  ])('of type %s are in %s', async (type, encoding) => {
    expect(await encodingOf(aText(5_000, type))).toBe(encoding);
  });

  it('keep a strong ETag and their bytes; a weak one names what is in them', async () => {
    const tagged = (tag: string) => (response: Response) => aText(5_000)(response.set('ETag', tag));
    expect(await encodingOf(tagged('"3"'))).toBe('identity');
    expect(await encodingOf(tagged('W/"3"'))).toBe('gzip');
  });

  it('vary by the encodings that are accepted, in whichever they come', async () => {
    for (const length of [10, 5_000])
      expect((await open(aText(length), 'identity')).resume().headers.vary).toBe('Accept-Encoding');
    expect(await encodingOf(aText(5_000), 'gzip', 'HEAD')).toBe('identity');
  });

  it.each([
    ['gzip', createGunzip],
    ['br', createBrotliDecompress],
  ])('arrive in %s portion by portion, as they are written', async (encoding, createDecoder) => {
    let response: Response | undefined;
    const stream = await open((opened) => {
      response = opened.type('text/csv');
      response.write('first,');
    }, encoding);
    const decoder = stream.pipe(createDecoder());
    expect(String(await once(decoder, 'data'))).toBe('first,');
    response!.write('second,');
    expect(String(await once(decoder, 'data'))).toBe('second,');
    response!.end('last');
    expect(String(await once(decoder, 'data'))).toBe('last');
  });

  it('leave the event loop to others, however large', async () => {
    const body = JSON.stringify(Array.from({ length: 300_000 }, (_, index) => ({ index, square: index * index })));
    let longestMs = 0;
    let lastMs = performance.now();
    const watch = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 1);
    const began = performance.now();
    const bodyAt = Buffer.from(body);
    const stream = await open((response) => response.type('json').end(bodyAt));
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const tookMs = performance.now() - began;
    await sleep(5);
    clearInterval(watch);
    expect(gunzipSync(Buffer.concat(chunks)).equals(bodyAt)).toBe(true);
    expect(longestMs).toBeLessThan(tookMs / 2);
  });
});
