import { toSlackMessage, toTeamsMessage } from './chat-message.js';

const GATE = {
  repo: { name: 'acme/web' },
  branch: 'feature/<!channel>',
  pr_number: 128,
  status: 'failed',
  conclusion: 'failure',
  summary: '2 new critical findings, none is allowed.',
  violations: [{ rule: 'new_critical_max', threshold: 0, actual: 2 }],
  url: 'https://gate.example.org/scans/345',
};

it('a message for Slack has the sentence, the failing rules and the link, and mentions nobody', () => {
  expect(toSlackMessage('gate.evaluated', GATE)).toEqual({
    text: 'Quality gate failed: acme/web #128 (feature/&lt;!channel&gt;): 2 new critical findings, none is allowed.',
    blocks: [
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text:
            '*Quality gate failed: acme/web #128 (feature/&lt;!channel&gt;)*\n2 new critical findings, none is allowed.\n' +
            '• new_critical_max: 2, required 0\n<https://gate.example.org/scans/345|Details>',
        },
      },
    ],
  });
});

it('a message for Teams is a card with a button', () => {
  expect(toTeamsMessage('gate.evaluated', { ...GATE, conclusion: 'neutral' })).toMatchObject({
    attachments: [
      {
        content: {
          body: [
            {
              text: String.raw`Quality gate would have failed \(not blocking\): acme/web \#128 \(feature/\<!channel\>\)`,
            },
            { text: '2 new critical findings, none is allowed.' },
            { text: String.raw`new\_critical\_max: 2, required 0` },
          ],
          actions: [{ url: GATE.url }],
        },
      },
    ],
  });
});

it('a message about a waiver has its rule and reason, and no link where there is none', () => {
  const data = { waiver: { rule: 'rating_min', reason: 'known' } };
  expect(toSlackMessage('waiver.expired', data)).toMatchObject({ text: 'Waiver expired: rating_min: known' });
  expect(JSON.stringify(toTeamsMessage('waiver.created', data))).not.toContain('actions');
});
