/** Something that the search leads to. */
export interface Place {
  readonly title: string;
  /** Where it is, or what it is. */
  readonly detail: string;
  /** Address of its page. */
  readonly path: string;
}

const page = (title: string, path: string): Place => ({ title, detail: 'Page', path });
const setting = (title: string, path: string): Place => ({ title, detail: 'Settings', path: `/settings/${path}` });
const action = (title: string, path: string): Place => ({ title, detail: 'Action', path });

/** Pages of the dashboard that are no object's, and what can be begun from anywhere. */
export const PLACES: readonly Place[] = [
  page('Repositories', '/'),
  page('Pull requests', '/pull-requests'),
  page('Inbox', '/inbox'),
  page('Policy', '/policy'),
  page('Waivers', '/waivers'),
  page('Audit log', '/audit'),
  page('First scan', '/welcome'),
  setting('Organization', 'organization'),
  setting('Members', 'members'),
  setting('Sign-in', 'sign-in'),
  setting('API keys', 'keys'),
  setting('Webhooks', 'webhooks'),
  setting('Forges', 'forges'),
  setting('Trusted publishers', 'publishers'),
  setting('Retention', 'retention'),
  setting('Sessions and password', 'sessions'),
  action('New repository', '/?form=new'),
  action('New waiver', '/waivers?form=new'),
  action('Request waiver', '/waivers?form=request'),
  action('My pull requests', '/pull-requests?mine=true'),
  action('Failing pull requests', '/pull-requests?verdict=failed'),
];

/** Places of which a word begins with the text, in upper or lower case; all for an empty text. */
export const placesFor = (text: string, places: readonly Place[]): Place[] => {
  const wanted = text.trim().toLowerCase();
  return places.filter(({ title }) => ` ${title.toLowerCase()}`.replaceAll('/', ' ').includes(` ${wanted}`));
};
