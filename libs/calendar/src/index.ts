export * from './months.js';
export * from './working-days.js';
