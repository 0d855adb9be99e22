import { render, screen } from '@testing-library/react';
import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { outline, QrCode } from './qr-code';

const URI = 'otpauth://totp/Quality%20Gate:jane%40example.test?issuer=Quality%20Gate&secret=JBSWY3DPEHPK3PXP&digits=6';

/** The modules that a path of rectangles covers. */
function modulesOf(path: string, size: number): boolean[][] {
  const rows = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
    rows[Number(y)]!.fill(true, Number(x), Number(x) + Number(length));
  return rows;
}

describe('a QR code', () => {
  it('is one path that covers the dark modules and no other', () => {
    const { data, size } = encode(URI, { ecc: 'M' });
    expect(modulesOf(outline(data), size)).toEqual(data);
  });

  it('has a name, and four modules of white around it', () => {
    render(<QrCode text={URI} label="Code" />);
    const image = screen.getByRole('img', { name: 'Code' });
    const size = Number(image.getAttribute('viewBox')!.split(' ')[3]);
    const rows = modulesOf(image.querySelector('path')!.getAttribute('d')!, size);
    const { data } = encode(URI, { ecc: 'M', border: 0 });
    expect(rows.slice(4, -4).map((row) => row.slice(4, -4))).toEqual(data);
    expect(rows.flat().filter(Boolean)).toHaveLength(data.flat().filter(Boolean).length);
  });
});
