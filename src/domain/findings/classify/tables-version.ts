/**
 * Version of the tables that give findings their type and severity, stored with each report. Raise it with each change of one: what
 * differs from findings of another version may differ by the tables alone.
 */
export const TABLES_VERSION = 6;
