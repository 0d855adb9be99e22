import { shapeOf } from './token-shape.js';

describe('shapeOf', () => {
  it.each([
    ['if', 'if'],
    ['total', 'I'],
    ['$el', 'I'],
    ['_x', 'I'],
    ['ähre', 'I'],
    ['12', '0'],
    ['0x1f', '0'],
    ['=', '='],
    ['"', '"'],
    ['int', 'I'],
  ])('%j is %j', (token, shape) => expect(shapeOf(token)).toBe(shape));
});
