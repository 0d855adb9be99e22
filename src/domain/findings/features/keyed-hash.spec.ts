import { createHmac } from 'node:crypto';
import { hexOf, KeyedHasher } from './keyed-hash.js';

const secret = Buffer.from('a secret of thirty-two bytes !!!');

describe('KeyedHasher', () => {
  it('is HMAC-SHA-256 over domain and text, cut to 64 bits', () => {
    const digest = createHmac('sha256', secret).update('path\0src/größe.ts').digest();
    expect(new KeyedHasher(secret).hash('path', 'src/größe.ts')).toEqual([
      digest.readUInt32LE(0),
      digest.readUInt32LE(4),
    ]);
  });

  it.each([16, 63, 64, 65, 200])('is that for secrets of %i bytes and texts of any length', (length) => {
    const long = Buffer.alloc(length, 'secret');
    const hasher = new KeyedHasher(long);
    for (const text of ['', 'ü'.repeat(50), '語'.repeat(3_000), 'a']) {
      const digest = createHmac('sha256', long).update(`message\0${text}`).digest();
      expect(hasher.hash('message', text)).toEqual([digest.readUInt32LE(0), digest.readUInt32LE(4)]);
    }
  });

  it('keeps domains and secrets apart', () => {
    const hash = new KeyedHasher(secret).hash('path', 'a');
    expect(new KeyedHasher(secret).hash('scope', 'a')).not.toEqual(hash);
    expect(new KeyedHasher(Buffer.from('another secret of thirty-two bytes')).hash('path', 'a')).not.toEqual(hash);
  });

  it('answers the same after its memory was started afresh', () => {
    const hasher = new KeyedHasher(secret);
    const first = hasher.hash('message', 'text 1');
    for (let at = 0; at < 40_000; at += 1) hasher.hash('message', `text ${at}`);
    expect(hasher.hash('message', 'text 1')).toEqual(first);
  });
});

describe('hexOf', () => {
  it('is sixteen digits, the high half first', () => expect(hexOf([0xab, 0x1])).toBe('00000001000000ab'));
});
