import { withoutNames, withoutNumbers, withoutPositions } from './message-form.js';

describe('messages', () => {
  it.each([
    ['Complexity of 12 is too high.', 'Complexity of 0 is too high.'],
    ['File has 1,013 lines (max 300).', 'File has 0 lines (max 0).'],
  ])('without numbers: %j', (message, expected) => expect(withoutNumbers(message)).toBe(expected));

  it.each([
    ["'i' is already declared on line 12 column 4.", "'i' is already declared on line 0 column 0."],
    ['Nested too deeply (5).', 'Nested too deeply (5).'],
  ])('without positions: %j', (message, expected) => expect(withoutPositions(message)).toBe(expected));

  it.each([
    ["'total' is defined but never used.", 'Q is defined but never used.'],
    ['Use `const` instead of "let".', 'Use Q instead of Q.'],
    ["Don't use 'x' here, it's old.", "Don't use Q here, it's old."],
    ['Unused imports [Map, Set].', 'Unused imports Q.'],
    ['Redefinition from src.app.Box to app.Box.', 'Redefinition from Q to Q.'],
    ['Access to a protected member _current_user of a class', 'Access to a protected member Q of a class'],
    ['Not following: ../../install.sh was not given.', 'Not following: Q was not given.'],
    ['Rename parseFile (5 of 7).', 'Rename Q (0 of 0).'],
    ['Missing docstring.', 'Missing docstring.'],
  ])('without names: %j', (message, expected) => expect(withoutNames(message)).toBe(expected));

  it.each(['a', '1', '_', '.', '/', 'a-', '$', "'", '[', 'line '])('take linear time for %j over and over', (part) => {
    const message = part.repeat(200_000 / part.length);
    const started = performance.now();
    for (const form of [withoutNames, withoutNumbers, withoutPositions]) form(message);
    // Quadratic time would be a minute.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
