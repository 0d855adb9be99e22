/** SQL of a part of the schema. All tables come before all functions, which triggers need. */
export interface Area {
  /** Types and tables, with their indexes, the wall between organizations, and the rights of the serving role. */
  readonly tables: string;
  /** Functions, which replace those of their name, and who may call them. */
  readonly functions: string;
  readonly triggers: string;
}
