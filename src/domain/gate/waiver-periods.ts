/** Days before its end in which a waiver counts as ending soon, in lists and numbers. */
export const ENDING_SOON_DAYS = 14;
/** Days before its end in which a waiver or an acceptance is in the inbox: then somebody must renew it, or let it end. */
export const IN_INBOX_DAYS = 7;
/** Days in force after which a waiver without any use counts as unused. */
export const UNUSED_DAYS = 14;
