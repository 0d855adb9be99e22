/** Injection token of the one `AppConfig`. */
export const APP_CONFIG = Symbol('APP_CONFIG');
