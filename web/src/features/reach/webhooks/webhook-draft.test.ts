import { describe, expect, it } from 'vitest';
import { sampleWith } from '../../../../test/sample';
import { bodyOf, draftOf, NEW_DRAFT } from './webhook-draft';

const WEBHOOK = sampleWith('Webhook', { url: 'https://hooks.example.org/a', events: ['gate.changed'], repo_ids: [8] });

describe('a draft of a webhook', () => {
  it('is what is stored, without the values of headers', () => {
    const stored = { ...WEBHOOK, header_names: ['authorization'], description: null };
    expect(draftOf(stored)).toMatchObject({ url: WEBHOOK.url, description: '', repoIds: [8], headers: '' });
    expect(bodyOf(draftOf(stored))).not.toHaveProperty('headers');
  });

  it('sends all events as the one subscription for all of them', () => {
    expect(bodyOf({ ...NEW_DRAFT, hasAllEvents: true }).events).toEqual(['*']);
    expect(draftOf({ ...WEBHOOK, events: ['*'] }).hasAllEvents).toBe(true);
    expect(bodyOf(NEW_DRAFT).events).toEqual(['gate.changed']);
  });

  it('reads one header a line, whose value may have colons', () => {
    const headers = 'Authorization: Basic YTpi\n\nX-Link:  https://a.example\nwrong';
    expect(bodyOf({ ...NEW_DRAFT, headers }).headers).toEqual({
      ...{ Authorization: 'Basic YTpi', 'X-Link': 'https://a.example', wrong: '' },
    });
  });

  it('drops stored headers where they are to go', () => {
    expect(bodyOf({ ...NEW_DRAFT, dropsHeaders: true }).headers).toEqual({});
  });

  it('has no description where none is typed', () => {
    expect(bodyOf({ ...NEW_DRAFT, url: ' https://a.example ', description: ' ' })).toMatchObject({
      ...{ url: 'https://a.example', description: null },
    });
  });
});
