/** Reasons why a sign-in at the identity provider failed, by the code in the address of the sign-in page. */
const FAULTS: Readonly<Record<string, string>> = {
  access_denied: 'The identity provider did not let you sign in.',
  sign_in_failed: "The identity provider's response is not valid. Try again.",
  expired: 'The sign-in took too long, or began in another browser. Try again.',
  provider_unavailable: 'The identity provider cannot be reached. Try again later.',
  email_not_verified: 'The identity provider has not verified your email address.',
  unknown_user: 'No account here has your email address. Ask an administrator for an invitation.',
  link_required: 'Sign in with your password, then connect the identity provider on the page of your sessions.',
  no_membership: 'You are not a member of any organization here yet. Ask an administrator for an invitation.',
  identity_taken: 'Your account at the identity provider belongs to another user here.',
  link_refused:
    'Your password is valid for one organization only. Connect the identity provider from a session that covers all of them.',
  not_configured: 'No identity provider is set up.',
};

/** A failed sign-in at the identity provider in one sentence. */
export const providerFault = (code: string): string => FAULTS[code] ?? 'The sign-in failed. Try again.';
