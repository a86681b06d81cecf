export type { KeyOwner } from '#contracts';
export * from './detached-jws.js';
export * from './keys.js';
export * from './tokens.js';
