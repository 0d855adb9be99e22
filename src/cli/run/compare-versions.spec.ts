import { compareVersions } from './compare-versions.js';

const compare = (own: string, service?: string) => compareVersions(own, service, 'https://gate.example');

describe('versions of qgate and the service', () => {
  it('name the older one where they are more than a minor version apart', () => {
    expect(compare('1.0.9', '1.2.0')).toBe(
      'qgate 1.0.9 is too old for the service (1.2.0): npx --yes https://gate.example/qgate.tgz has its version.',
    );
    expect(compare('2.0.0', '1.9.0')).toContain('The service (1.9.0) is too old for qgate 2.0.0');
  });

  it.each([
    ['1.0.0', '1.1.7'],
    ['1.1.0', '1.0.0'],
    ['1.0.0-rc.1', '1.0.0'],
    ['1.0.0', undefined],
  ])('say nothing of %s and %s', (own, service) => {
    expect(compare(own, service)).toBeNull();
  });
});
