export { FixedClock } from '#bootstrap';
export { collectStatements } from './collect-statements.js';
export { drain } from './drain.js';
export { eventually } from './eventually.js';
export { canRunKafkaTools, runKafkaTool } from './kafka-tools.js';
export { RawTopics, type RawMessage } from './raw-topics.js';
export { databaseFor, type Migrations } from './test-database.js';
export { ownInfrastructure, testInfrastructure } from './test-infrastructure.js';
export { TEST_COURTS, testKeys, type TestKeys } from './test-keys.js';
export {
  startTestService,
  testServiceConfig,
  TestService,
  type TestServiceOptions,
} from './test-service.js';
export { topicsFor } from './test-topics.js';
