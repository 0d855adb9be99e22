import { TextFieldReader } from './text-fields.js';

const COLOURS = ['red', 'blue'] as const;
const toNumber = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : null);

describe('TextFieldReader', () => {
  it('reads typed values', () => {
    const reader = new TextFieldReader({ count: '12', colour: 'blue', tool: ' eslint ' });
    expect(reader.require('count', toNumber, 'must be digits')).toBe(12);
    expect(reader.readChoice('colour', COLOURS)).toBe('blue');
    expect(reader.readName('tool', 10)).toBe('eslint');
    expect(reader.errors).toEqual([]);
  });

  it.each<Record<string, string>>([{}, { count: '', colour: '', tool: '  ' }])(
    'takes an empty field for none: %j',
    (fields) => {
      const reader = new TextFieldReader(fields);
      expect(reader.read('count', toNumber, 'must be digits')).toBeNull();
      expect(reader.readChoice('colour', COLOURS)).toBeNull();
      expect(reader.readName('tool', 10)).toBeNull();
      expect(reader.errors).toEqual([]);
    },
  );

  it('collects everything that is wrong, in the order of reading', () => {
    const reader = new TextFieldReader({ count: 'x', colour: 'green', tool: 'eslint\x1b[31m' });
    reader.read('count', toNumber, 'must be digits');
    reader.require('scan_id', toNumber, 'must be an id');
    reader.readChoice('colour', COLOURS);
    reader.readName('tool', 10);
    expect(reader.errors).toEqual([
      { field: 'count', message: 'must be digits' },
      { field: 'scan_id', message: 'must be an id' },
      { field: 'colour', message: 'must be one of red, blue' },
      { field: 'tool', message: 'must be at most 10 characters' },
      { field: 'tool', message: 'must not contain control characters' },
    ]);
  });
});
