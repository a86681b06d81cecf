export * from './case-number.js';
export * from './citizen-id.js';
export * from './court.js';
export * from './identity-number-in-text.js';
export * from './uscc.js';
