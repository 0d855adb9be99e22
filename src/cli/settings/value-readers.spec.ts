import { InvalidValue } from './setting.js';
import { readList, readPositiveInteger, readSwitch, readText, readUrl } from './value-readers.js';

describe('readUrl', () => {
  it.each([
    ['http://localhost:3000', 'http://localhost:3000'],
    ['https://gate.example.com/', 'https://gate.example.com'],
    ['https://gate.example.com/api', 'https://gate.example.com'],
    ['https://example.com/gate/api/', 'https://example.com/gate'],
  ])('%s', (written, url) => {
    expect(readUrl(written)).toBe(url);
  });

  it.each(['gate.example.com', 'ftp://gate.example.com', 'https://me:secret@gate.example.com', ''])(
    'refuses %p',
    (text) => {
      expect(() => readUrl(text)).toThrow(InvalidValue);
    },
  );
});

describe('readPositiveInteger', () => {
  it.each([
    ['1', 1],
    [42, 42],
    ['9007199254740991', 9007199254740991],
  ])('%p', (written, number) => {
    expect(readPositiveInteger(written)).toBe(number);
  });

  it.each(['0', '-1', '1e3', '007', '1.5', '9007199254740992', 'abc'])('refuses %p', (text) => {
    expect(() => readPositiveInteger(text)).toThrow(InvalidValue);
  });
});

describe('readSwitch', () => {
  it.each([
    [true, true],
    ['TRUE', true],
    ['1', true],
    ['off', false],
    [false, false],
  ])('%p', (written, isOn) => {
    expect(readSwitch(written)).toBe(isOn);
  });

  it('refuses other words', () => {
    expect(() => readSwitch('maybe')).toThrow('must be true or false');
  });
});

describe('readList', () => {
  it.each([
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    ['a, b\nc', ['a', 'b', 'c']],
    ['{web,api}/lcov.info,x.xml', ['{web,api}/lcov.info', 'x.xml']],
  ])('%p', (written, entries) => {
    expect(readList(written)).toEqual(entries);
  });

  it('refuses a list without entries', () => {
    expect(() => readList(' , ')).toThrow(InvalidValue);
  });
});

describe('readText', () => {
  it('trims, and refuses line breaks within', () => {
    expect(readText(' main ')).toBe('main');
    expect(readText('key of a file\r\n')).toBe('key of a file');
    expect(() => readText('a\nb')).toThrow(InvalidValue);
  });
});
