import { type Traced } from '../settings/setting.js';
import { pullRequestFacts } from './pull-request-facts.js';

const of = (title: string | null, author: string | null, prUrl: string | null) => {
  const traced = (value: string | null): Traced<string> | null => (value === null ? null : { value, from: 'CI' });
  return pullRequestFacts({ title: traced(title), author: traced(author), prUrl: traced(prUrl) });
};
const url = (length: number) => 'https://a.example/'.padEnd(length, 'x');

describe('pullRequestFacts', () => {
  it('are what CI states', () => {
    expect(of('Add a cart', 'ada', url(30))).toEqual({
      title: 'Add a cart',
      author: 'ada',
      author_login: 'ada',
      pr_url: url(30),
    });
    expect(of(null, null, null)).toEqual({});
  });

  it('fit the service', () => {
    expect(of('t'.repeat(301), 'a'.repeat(101), url(500))).toEqual({
      title: 't'.repeat(300),
      author: 'a'.repeat(100),
      pr_url: url(500),
    });
    expect(of('Add\r\n a\u202e cart ', ' \n', url(501))).toEqual({ title: 'Add a\ufffd cart' });
    expect(of(`${'t'.repeat(299)}😀`, null, 'javascript:alert(1)')).toEqual({ title: `${'t'.repeat(299)}\ufffd` });
  });
});
