/** Block of a tar: headers have one, contents are padded to whole ones. */
const BLOCK = 512;
const MODE = '0000600';

/** End of a tar: two blocks of zeros. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

/**
 * A file of a tar (POSIX.1-1988, ustar) with its header, padded to whole blocks.
 *
 * @param name at most 100 ASCII characters
 * @param at time of the file
 */
export function tarEntry(name: string, content: Buffer, at: Date): Buffer {
  if (!/^[\x21-\x7e]{1,100}$/.test(name)) throw new Error(`A tar archive cannot contain a file named ${name}.`);
  const padding = (BLOCK - (content.length % BLOCK)) % BLOCK;
  return Buffer.concat([header(name, content.length, at), content, Buffer.alloc(padding)]);
}

function header(name: string, size: number, at: Date): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 'latin1');
  block.write(MODE, 100, 'latin1');
  block.write(octal(0, 7), 108, 'latin1');
  block.write(octal(0, 7), 116, 'latin1');
  block.write(octal(size, 11), 124, 'latin1');
  block.write(octal(Math.floor(at.getTime() / 1000), 11), 136, 'latin1');
  block.write(' '.repeat(8), 148, 'latin1');
  block.write('0', 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0`, 148, 'latin1');
  return block;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
