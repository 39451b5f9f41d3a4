import { z } from 'zod';

export const telemetry = z.strictObject({
  /** One line a request in the log. */
  requestLog: z.boolean().default(true),
  /** A listener of its own, so that what it says is never public. Off when left out. */
  metrics: z.strictObject({ host: z.string().default('127.0.0.1'), port: z.number().int().min(0).max(65_535) }).optional(),
  /** Off when left out. */
  traces: z
    .strictObject({
      /** Of an OTLP collector that takes HTTP, e.g. http://127.0.0.1:4318/v1/traces. */
      url: z.url({ protocol: /^https?$/ }),
      /** Share of the traces begun here that are recorded; a trace begun elsewhere says so itself. */
      ratio: z.number().min(0).max(1).default(0.1),
      serviceName: z.string().default('router'),
      headers: z.record(z.string(), z.string()).default({}),
    })
    .optional(),
});

export const telemetryHelp = `  "telemetry": {
    "requestLog": true,             one line a request: operation name, type, outcome, status, code, ms, fetches, trace id
    "metrics": { "host": "127.0.0.1", "port": … },   Prometheus at /metrics of a listener of its own; off when left out
    "traces": {                     OpenTelemetry by OTLP/HTTP; off when left out
      "url": "http://127.0.0.1:4318/v1/traces",
      "ratio": 0.1,                 share recorded of the traces begun here; others by the flag of their traceparent
      "serviceName": "router", "headers": {}
    }
  },
`;
