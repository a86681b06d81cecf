export * from './detached-jws.js';
export * from './keys.js';
