import { describe, expect, it } from 'vitest';
import { sampleWith } from '../../../../test/sample';
import { attemptWords, disabledWords, eventsWords, nameOf, pingWords } from './messages';

describe('words of webhooks', () => {
  it('say what an attempt met', () => {
    expect(attemptWords({ status: 204, error: null })).toBe('answered 204');
    expect(attemptWords({ status: 500, error: 'status' })).toBe('answered 500');
    expect(attemptWords({ status: null, error: 'timeout' })).toBe('no answer within 15 seconds');
  });

  it('say how a ping ended', () => {
    const attempt = sampleWith('DeliveryAttempt', { status: 200, error: null, duration_ms: 34 });
    expect(pingWords({ state: 'delivered', attempts: [attempt] })).toBe('The ping arrived: answered 200, after 34 ms.');
    expect(pingWords({ state: 'failed', attempts: [{ ...attempt, status: null, error: 'dns' }] })).toBe(
      'The ping failed: the host name was not found, after 34 ms.',
    );
    expect(pingWords({ state: 'pending', attempts: [] })).toBe('The ping was not sent.');
  });

  it('name a webhook by its description, else by its host', () => {
    expect(nameOf({ description: null, url: 'https://hooks.example.org/a?b' })).toBe('hooks.example.org');
    expect(nameOf({ description: 'Chat', url: 'https://hooks.example.org' })).toBe('Chat');
  });

  it('list few events and count many', () => {
    expect(eventsWords(['*'])).toBe('all');
    expect(eventsWords(['a', 'b', 'c'])).toBe('a, b, c');
    expect(eventsWords(['a', 'b', 'c', 'd'])).toBe('a, b and 2 more');
  });

  it('say why nothing is delivered', () => {
    expect(disabledWords('failures')).toBe('no delivery succeeded for five days');
    expect(disabledWords(null)).toBe('nothing is delivered');
  });
});
