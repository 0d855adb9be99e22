import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import type { HookVerifier } from '../forges/forge.js';
import { receiveBody } from './receive-body.js';

const MIB = 1024 * 1024;

/** A verifier that counts what it sees. */
function counting(): HookVerifier & { bytes: number } {
  return {
    bytes: 0,
    update(part) {
      this.bytes += part.length;
    },
    isValid: () => true,
  };
}

async function receive(parts: readonly number[], verifier = counting()) {
  const request = new PassThrough();
  const receiving = receiveBody(request as unknown as IncomingMessage, verifier);
  for (const length of parts) request.write(Buffer.alloc(length, 'x'));
  request.end();
  const { isVerified, bytes } = await receiving;
  return { isVerified, kept: bytes?.length ?? null, seen: verifier.bytes };
}

it('a body is verified part by part, and kept', async () => {
  expect(await receive([3, 4])).toEqual({ isVerified: true, kept: 7, seen: 7 });
  expect(await receive([])).toEqual({ isVerified: true, kept: 0, seen: 0 });
  expect(await receive([MIB])).toEqual({ isVerified: true, kept: MIB, seen: MIB });
});

it('of one over 1 MiB nothing is kept, and one over 25 MiB is not verified', async () => {
  expect(await receive([MIB, 1])).toEqual({ isVerified: true, kept: null, seen: MIB + 1 });
  const parts = Array<number>(25).fill(MIB);
  expect(await receive(parts)).toEqual({ isVerified: true, kept: null, seen: 25 * MIB });
  expect(await receive([...parts, 1])).toMatchObject({ isVerified: false, kept: null });
});

it('a body that breaks off is refused', async () => {
  const request = new PassThrough();
  const receiving = receiveBody(request as unknown as IncomingMessage, counting());
  request.write('x');
  request.emit('aborted');
  await expect(receiving).rejects.toMatchObject({ code: 'bad_request' });
});
