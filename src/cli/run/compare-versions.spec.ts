import { compareVersions } from './compare-versions.js';

const compare = (own: string, service?: string) => compareVersions(own, service, 'https://gate.example');

describe('versions of qgate and the service', () => {
  it('say which is older', () => {
    expect(compare('0.9.0', '0.10.0')).toContain(
      'qgate 0.9.0 is older than the service (0.10.0): npx --package https://gate.example/qgate.tgz',
    );
    expect(compare('1.0.0', '0.10.0')).toContain('The service (0.10.0) is older than qgate 1.0.0');
  });

  it('say nothing where they are one, or the service is too old to tell', () => {
    expect(compare('0.1.0', '0.1.0')).toBeNull();
    expect(compare('0.1.0')).toBeNull();
  });
});
