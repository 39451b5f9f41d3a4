import type { RequestScope } from '@ycyw/service/scope';
import { deviceOf } from '../domain/device.ts';

export function deviceOfRequest({ headers }: Pick<RequestScope, 'headers'>): string {
  const agent = headers['user-agent'];
  return deviceOf(typeof agent === 'string' ? agent : undefined);
}
