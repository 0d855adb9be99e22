import { type components } from './wire.js';

type Bodies = components['schemas'];

/** The body of a request or an answer, by the name of its schema in openapi.json. */
export type Body<Name extends keyof Bodies> = Bodies[Name];

/** A body of which a service of an earlier version may leave out all fields but some. */
export type AtLeast<Whole, Always extends keyof Whole> = Pick<Whole, Always> & Partial<Whole>;
