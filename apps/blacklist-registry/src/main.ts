import { startService } from '#bootstrap';
import { AppModule } from './app.module.js';
import { readRegistryConfig } from './config.js';

const HOUR = 60 * 60 * 1000;

const config = readRegistryConfig(process.env);
await startService(
  AppModule.with(config),
  config,
  {
    title: '失信被执行人名单 Registry of judgment defaulters',
    description:
      'The one authority on who is listed. Courts list here; orders change listings; changes go out.',
  },
  // A court's whole list arrives as fast as it is taken in.
  { requestTimeoutMs: 2 * HOUR },
);
