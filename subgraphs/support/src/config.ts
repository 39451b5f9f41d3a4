import { postgresUrl, readConfig } from '@ycyw/service/config';

export const config = readConfig('support', { SUPPORT_DATABASE_URL: postgresUrl }, process.env);
