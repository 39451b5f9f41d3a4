import { postgresUrl, readConfig } from '@ycyw/service/config';
import { vaultFields } from '@ycyw/service/vaultConfig';

export const config = readConfig('support', { SUPPORT_DATABASE_URL: postgresUrl, ...vaultFields }, process.env);
