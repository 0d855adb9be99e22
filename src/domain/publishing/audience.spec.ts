import { audienceFor, readAudience } from './audience.js';

const GATE = 'https://gate.example.org';

describe('the audience of an identity token', () => {
  it.each([
    [audienceFor(GATE, 'acme'), 'acme'],
    [[audienceFor(GATE, 'acme')], 'acme'],
    [`${GATE}//orgs/acme-2`, 'acme-2'],
    [GATE, null],
    [`${GATE}/`, null],
  ])('%j names the organization %j', (aud, slug) => {
    expect(readAudience(aud, GATE)).toEqual({ slug });
  });

  it.each([
    undefined,
    [[]],
    [[GATE, audienceFor(GATE, 'acme')]],
    `${GATE}.evil.example`,
    `${GATE}:8443/orgs/acme`,
    `${GATE}/orgs/`,
    `${GATE}/orgs/acme/`,
    `${GATE}/orgs/Acme`,
    `${GATE}/orgs/acme?x`,
    `x${GATE}/orgs/acme`,
  ])('%j is for another service', (aud) => {
    expect(readAudience(aud, GATE)).toBeNull();
  });
});
