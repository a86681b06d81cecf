export * from './ids.js';
export * from './topics.js';
export * from './vocabulary.js';
export * from './events/catalogue.js';
export * from './events/delivery-outcomes.js';
export * from './events/listing-changes.js';
export * from './events/order-outcomes.js';
export * from './events/repair-orders.js';
