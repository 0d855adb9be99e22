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

  it.each(['JSCPD', 'PMD CPD', 'Simian'])('knows %s however it is spelled', (tool) => {
    expect(ratedBy([tool], [])).toMatchObject({ reliability: [], duplication: [tool] });
  });

  it('has no tool where nothing reported', () => {
    expect(ratedBy([], [])).toEqual({ reliability: [], maintainability: [], coverage: [], duplication: [] });
  });
});
