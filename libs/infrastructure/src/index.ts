export {
  createDevelopmentKeys,
  openDevelopmentKeys,
  type DevelopmentKeys,
  type Service,
} from './development-keys.js';
export {
  readInfrastructureSettings,
  type InfrastructureMode,
  type InfrastructureSettings,
} from './config.js';
export { fetchKafkaTools } from './embedded/kafka-jars.js';
export { findInfrastructure, type FindOptions } from './find-infrastructure.js';
export { freePort } from './free-port.js';
export { joinInfrastructure } from './join-infrastructure.js';
export { Infrastructure } from './infrastructure.js';
export type { KafkaPart, PostgresPart, Purpose } from './parts.js';
export { projectRoot } from './project-root.js';
export { ServiceProcesses, type ServiceCommand } from './service-processes.js';
export { logTail } from './log-tail.js';
