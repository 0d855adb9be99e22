import { issuerOfForge } from './issuer-of-forge.js';

describe('the issuer of a forge', () => {
  it.each([
    ['github', 'https://github.com', 'https://token.actions.githubusercontent.com'],
    ['github', 'https://acme.ghe.com', 'https://token.actions.acme.ghe.com'],
    ['github', 'https://github.example.org', 'https://github.example.org/_services/token'],
    ['gitlab', 'https://gitlab.com', 'https://gitlab.com'],
    ['gitea', 'https://codeberg.org', 'https://codeberg.org/api/actions'],
    ['bitbucket', 'https://bitbucket.org', null],
    ['azure', 'https://dev.azure.com/acme', null],
  ] as const)('of %s at %s is %s', (kind, site, issuer) => {
    expect(issuerOfForge(kind, site)).toBe(issuer);
  });
});
