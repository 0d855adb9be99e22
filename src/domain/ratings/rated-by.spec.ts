import { ratedBy } from './rated-by.js';

describe('ratedBy', () => {
  it('leaves tools that find duplicates alone out of reliability', () => {
    expect(ratedBy(['jscpd', 'eslint', 'cpd'], ['lcov', 'cobertura'])).toEqual({
      reliability: ['eslint'],
      maintainability: ['cpd', 'eslint', 'jscpd'],
      coverage: ['cobertura', 'lcov'],
      duplication: ['cpd', 'jscpd'],
    });
  });

  it('has no tool where nothing reported', () => {
    expect(ratedBy([], [])).toEqual({ reliability: [], maintainability: [], coverage: [], duplication: [] });
  });
});
