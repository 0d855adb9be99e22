import { type Me } from '../../session/session.queries';

/** True for who may do with the organization what its owners may. */
export const isOwner = ({ role }: Me): boolean => role === 'ORG_OWNER' || role === 'SUPER_ADMIN';
