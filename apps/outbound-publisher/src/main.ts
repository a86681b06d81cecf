import { startService } from '#bootstrap';
import { AppModule } from './app.module.js';
import { readPublisherConfig } from './config.js';

const config = readPublisherConfig();
await startService(AppModule.with(config), config, {
  title: '失信信息推送与核验 Publisher of listing changes',
  description:
    'Tells every holder of a copy what changed, and checks that it did what was asked: 一处移除，处处移除.',
});
