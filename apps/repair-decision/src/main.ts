import { startService } from '#bootstrap';
import { AppModule } from './app.module.js';
import { readDecisionConfig } from './config.js';

const config = readDecisionConfig(process.env);
await startService(AppModule.with(config), config, {
  title: '信用修复决定 Repair decisions',
  description:
    'Where a court decides on credit repair: applications, drafts, approvals by a second person, revocations, and the signed orders that follow.',
});
