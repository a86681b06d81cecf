import { QueryFailedError } from 'typeorm';
import { ServiceLogger } from '#bootstrap';
import { logCrashes } from '../src/logging/log-crashes.js';

logCrashes(new ServiceLogger('crashing', 'info'));
const driver = Object.assign(new Error('Key (name)=(张三) already exists.'), { code: '23505' });
void Promise.reject(new QueryFailedError('INSERT INTO listing', ['张三'], driver));
