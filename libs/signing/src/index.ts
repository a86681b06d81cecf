export type { KeyOwner } from '#contracts';
export * from './compact-jws.js';
export * from './detached-jws.js';
export * from './keys.js';
export * from './tokens.js';
