/** Days before its end in which a waiver counts as ending soon. */
export const ENDING_SOON_DAYS = 14;
/** Days in force after which a waiver without any use counts as unused. */
export const UNUSED_DAYS = 14;
