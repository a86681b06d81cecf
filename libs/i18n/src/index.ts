export * from './language-of.js';
export * from './texts.js';
