import { layOut, type Message, toMinute, toShortLine } from './message.js';

/** Words of one event: what happened, and what to do if it was somebody else. */
interface EventWords {
  readonly subject: string;
  readonly happened: string;
  /** Name of what the event concerns, where its notice says that. */
  readonly about?: string;
  readonly advice: string;
}

/**
 * Changes of how a person signs in that are reported to them, by the names that the audit log has for them. A new way to sign
 * in adds its rows here.
 */
const EVENTS = {
  'auth.password_changed': {
    subject: 'Your password was changed',
    happened: 'The password of your Quality Gate account was changed',
    advice:
      'If you did not request this, reset the password at once and report this to an administrator of your organization.',
  },
  'auth.second_factor_enrolled': {
    subject: 'An authenticator app was set up',
    happened: 'An authenticator app was set up for your Quality Gate account',
    advice:
      'If you did not request this, change your password at once, and report it to an owner of your organization, who can reset the second factor.',
  },
  'auth.second_factor_removed': {
    subject: 'Your authenticator app was removed',
    happened: 'The authenticator app of your Quality Gate account was removed',
    advice:
      'If you did not request this, change your password at once, set up an app again, and report it to an administrator of your organization.',
  },
  'auth.passkey_registered': {
    subject: 'A passkey was registered',
    happened: 'A passkey that can sign in on its own was registered for your Quality Gate account',
    advice:
      'If you did not request this, remove the passkey at once, change your password, and report it to an owner of your organization, who can reset the second factor.',
  },
  'auth.passkey_removed': {
    subject: 'A passkey was removed',
    happened: 'A passkey of your Quality Gate account was removed',
    advice:
      'If you did not request this, change your password at once, and report it to an administrator of your organization.',
  },
  'auth.identity_linked': {
    subject: 'An identity was linked to your account',
    happened: 'An account at the identity provider that can now sign in as you was linked to your Quality Gate account',
    advice:
      'If this was not you, unlink it at once on the "Sessions" page, change your password, and report this to an administrator of your organization.',
  },
  'auth.identity_unlinked': {
    subject: 'An identity was unlinked from your account',
    happened:
      'An account at the identity provider was unlinked from your Quality Gate account, and its sessions were ended',
    advice:
      'If you did not request this, change your password at once, and report it to an administrator of your organization.',
  },
  'auth.second_factor_reset': {
    subject: 'Your second factor was reset',
    happened: 'The second factor of your Quality Gate account was removed, and all your sessions were ended',
    advice:
      'If you did not request this, change your password, and report it to an administrator of your organization.',
  },
  'api_key.mint_created': {
    subject: 'An API key with the scope mint was created',
    happened:
      'An API key with the scope mint, which can invite people and create other keys, was created by your Quality Gate account',
    advice:
      'If you did not request this, revoke the key on the "API keys" page, change your password, and report it to an administrator of your organization. Changing your password does not revoke the key.',
  },
  'member.owner_added': {
    subject: 'Your organization has a new owner',
    happened: 'A member became an owner of your organization on Quality Gate',
    about: 'New owner',
    advice:
      'If no owner agreed to this, change the role on the "Members" page, end the sessions of the person who did it, and change your password.',
  },
  'member.left': {
    subject: 'A member left your organization',
    happened: 'A member left your organization on Quality Gate',
    about: 'Member',
    advice: "The member's sessions and API keys in the organization have ended.",
  },
  'member.reset_link_used': {
    subject: "An administrator's link reset a member's password",
    happened: "A member's password was set with a link from an administrator of your organization on Quality Gate",
    about: 'Member',
    advice:
      'If no administrator gave the link to the member, end the member\'s sessions on the "Members" page and create another link. The audit log shows who created this one.',
  },
  'trusted_publisher.created': {
    subject: 'Your organization trusts another pipeline',
    happened:
      'A trusted publisher, whose pipelines send scans without a key, was created in your organization on Quality Gate',
    about: 'Trusted publisher',
    advice: 'If no administrator agreed to this, delete it on the "Trusted publishers" page of the settings.',
  },
  'forge.created': {
    subject: 'Your organization is connected to a forge',
    happened: 'A connection to a forge was created in your organization on Quality Gate',
    about: 'Connection',
    advice: 'If no administrator agreed to this, delete it on the "Forges" page of the settings.',
  },
  'webhook.secret_rotated': {
    subject: 'The secret of a webhook was replaced',
    happened: 'The secret that signs the requests of a webhook of your organization on Quality Gate was replaced',
    about: 'Webhook',
    advice:
      'If no administrator agreed to this, rotate the secret again on the "Webhooks" page of the settings, and enter the new one at the receiver.',
  },
  'trusted_publisher.contested': {
    subject: 'Another organization trusts a pipeline of yours',
    happened:
      'Another organization on Quality Gate began to trust a repository whose pipelines your organization trusts',
    advice:
      'Have your pipelines name your organization as the audience of their identity tokens. The "Trusted publishers" page of the settings shows what to set. Tokens that do not name it may now be refused.',
  },
  'trusted_publisher.disabled': {
    subject: 'Trusted publishers were disabled',
    happened:
      'Trusted publishers of your organization on Quality Gate were disabled because the person who created them left the organization or is no longer an administrator,',
    advice:
      'The audit log names them. Their pipelines no longer get access tokens. Enable those that you still trust on the "Trusted publishers" page of the settings.',
  },
  'webhook.disabled': {
    subject: 'Webhooks were disabled',
    happened:
      'Webhooks of your organization on Quality Gate were disabled because the person who last changed them left the organization or is no longer an administrator,',
    advice:
      'The audit log names them. They no longer send anything. On the "Webhooks" page of the settings, enable those whose addresses you recognize.',
  },
  'forge.disabled': {
    subject: 'Connections to forges were disabled',
    happened:
      'Connections to forges in your organization on Quality Gate were disabled because the person who last changed them left the organization or is no longer an administrator,',
    advice:
      'The audit log names them. These forges no longer show verdicts. On the "Forges" page of the settings, enter credentials for those that you still trust.',
  },
  'auth.recovery_code_used': {
    subject: 'A recovery code was used',
    happened: 'A recovery code of your Quality Gate account was used instead of your second factor',
    advice:
      'If you did not request this, change your password at once, set up your second factor again to get new recovery codes, and report it to an administrator of your organization.',
  },
} as const satisfies Readonly<Record<string, EventWords>>;

export type NoticeEvent = keyof typeof EVENTS;

/** An event, and where it came from. */
export interface SecurityNotice {
  readonly event: NoticeEvent;
  /** Network address of the client; null where it is unknown. */
  readonly address: string | null;
  /** `User-Agent` as it was sent; null where it is unknown. */
  readonly userAgent: string | null;
  /** Somebody else who did it; null: who was signed in as the person. */
  readonly by: 'owner' | 'operator' | null;
  /** Facts of an event of an organization; null for one of the person. */
  readonly organization: {
    readonly name: string;
    readonly about: string | null;
    /** Name of the person or key that did it; null where it was neither. */
    readonly actor: string | null;
  } | null;
}

/** Reports an event to the person whose account it is about. */
export function composeSecurityNotice(notice: SecurityNotice, at: Date, signInPage: string): Message {
  const words: EventWords = EVENTS[notice.event];
  const { subject, happened, advice } = words;
  return layOut({
    subject,
    before: [`${happened} on ${toMinute(at)}.`, ...factsOf(notice, words), ...originOf(notice)],
    link: { label: 'Sign in', url: signInPage },
    after: [advice],
  });
}

function factsOf({ organization }: SecurityNotice, words: EventWords): string[] {
  if (organization === null) return [];
  const { name, about, actor } = organization;
  const facts = {
    Organization: name,
    ...(words.about && { [words.about]: about }),
    'Done by': actor === about ? null : actor,
  };
  return Object.entries(facts).flatMap(([label, fact]) => (fact === null ? [] : [`${label}: ${toShortLine(fact)}`]));
}

function originOf({ by, address, userAgent }: SecurityNotice): string[] {
  if (by === 'owner') return ['An owner of your organization made this change.'];
  if (by === 'operator') return ['The operator of the service made this change.'];
  const parts = [
    ...(address === null ? [] : [`from the address ${address}`]),
    ...(userAgent === null ? [] : [`by a program that identifies itself as "${toProgramName(userAgent)}"`]),
  ];
  return parts.length === 0 ? [] : [`The request came ${parts.join(', ')}.`];
}

const MAX_PROGRAM_NAME = 150;
/** Characters of the usual names of programs. */
const UNUSUAL = /[^\w .,;()/+-]+/g;
/** Dots of a host name: a reader of mails makes a link of it, to which whoever stole a password could lead its owner. */
const DOT_OF_NAME = /(?<=[a-z])\.|\.(?=[a-z])/gi;

const toProgramName = (userAgent: string): string =>
  userAgent.replace(UNUSUAL, ' ').replace(DOT_OF_NAME, ' ').slice(0, MAX_PROGRAM_NAME).trim();
