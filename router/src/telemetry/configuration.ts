import { z } from 'zod';

export const telemetry = z.strictObject({});

export const telemetryHelp = '';
