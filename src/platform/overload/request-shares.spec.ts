import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { OrgId } from '../../domain/ids.js';
import type { ServerContext } from '../request/server-context.js';
import { RequestShares } from './request-shares.js';
import { currentShare, type Share } from './share.js';

const ORG = 7 as OrgId;
const HEADERS: IncomingHttpHeaders = { authorization: 'Bearer qga_key' };

const aDoor = () => {
  const shares = new RequestShares();
  /** The share of a request, and the one after `work`. */
  const request = (headers: IncomingHttpHeaders, ip = '192.0.2.1', work = (): void => undefined): [Share, Share] => {
    let seen: [Share, Share] | undefined;
    const next = () => {
      const before = currentShare();
      work();
      seen = [before, currentShare()];
    };
    const enter = shares.before({ next, addressOf: () => ip } as unknown as ServerContext);
    enter({ headers } as IncomingMessage, {} as ServerResponse);
    return seen!;
  };
  return { shares, request };
};

describe('RequestShares', () => {
  it('knows an unknown caller by the address, of IPv6 by its network', () => {
    const { request } = aDoor();
    expect(request({})[0]).toBe('address:192.0.2.1');
    expect(request(HEADERS)[0]).toBe('address:192.0.2.1');
    expect(request({}, '2001:db8::1')[0]).toBe(request({}, '2001:db8::2')[0]);
    expect(currentShare()).toBe('service');
  });

  it('knows a credential that was let in by its organization, from then on', () => {
    const { shares, request } = aDoor();
    expect(request(HEADERS, '192.0.2.1', () => shares.learn(HEADERS, ORG))).toEqual(['address:192.0.2.1', 'org:7']);
    expect(request(HEADERS, '192.0.2.9')[0]).toBe('org:7');
    expect(request({ authorization: 'Bearer qga_other' })[0]).toBe('address:192.0.2.1');
  });

  it('remembers a bounded number of credentials, those used last', () => {
    const { shares, request } = aDoor();
    shares.learn(HEADERS, ORG);
    for (let index = 0; index < 9_999; index += 1) shares.learn({ 'x-api-key': `${index}` }, ORG);
    shares.learn(HEADERS, ORG);
    shares.learn({ 'x-api-key': 'one more' }, ORG);
    expect(request(HEADERS)[0]).toBe('org:7');
    expect(request({ 'x-api-key': '0' })[0]).toBe('address:192.0.2.1');
    shares.learn({ cookie: 'x'.repeat(5_000) }, ORG);
    expect(request({ cookie: 'x'.repeat(5_000) })[0]).toBe('address:192.0.2.1');
  });
});
