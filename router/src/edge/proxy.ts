import {
  Agent as PlainAgent,
  request as plainRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { ClientAddress } from './clientAddress.ts';
import type { Configuration } from '../configuration.ts';
import { hopByHop } from './hopByHop.ts';
import { Refusal } from './refusal.ts';

type Rule = Configuration['proxies'][number];

function endToEnd(headers: IncomingHttpHeaders, without: readonly string[]): IncomingHttpHeaders {
  const named = (headers.connection ?? '').toLowerCase().split(/[ \t]*,[ \t]*/);
  const stays = (name: string): boolean => hopByHop.has(name) || named.includes(name) || without.includes(name);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name === 'content-length' || !stays(name)));
}

/** Whoever takes dots for a way up would leave the prefix by them. */
function hasDots(pathname: string): boolean {
  try {
    return /(^|[\\/])\.{1,2}([\\/]|$)/.test(decodeURIComponent(pathname));
  } catch {
    return true;
  }
}

/** Passes requests under a prefix on as they are, byte for byte and streaming both ways. Refuses with 502 when nobody answers. */
export function createProxy(rule: Rule, addressOf: ClientAddress, scheme: 'http' | 'https') {
  const target = new URL(rule.target);
  const secure = target.protocol === 'https:';
  const agent = secure ? new SecureAgent({ keepAlive: true, maxSockets: 64 }) : new PlainAgent({ keepAlive: true, maxSockets: 64 });
  const place = { hostname: target.hostname.replace(/^\[|\]$/g, ''), port: target.port };
  const withheld = rule.credentials ? [] : ['cookie', 'authorization'];

  return {
    prefix: rule.prefix,
    matches: (pathname: string): boolean => (pathname === rule.prefix || pathname.startsWith(`${rule.prefix}/`)) && !hasDots(pathname),
    handle: (request: IncomingMessage, response: ServerResponse): Promise<void> =>
      new Promise((resolve, reject) => {
        const onward = (secure ? secureRequest : plainRequest)({
          ...place,
          method: request.method,
          path: request.url,
          agent,
          timeout: rule.timeoutMs,
          headers: {
            ...endToEnd(request.headers, withheld),
            // Node frames no body of a GET or DELETE by itself: it would be read as the next request.
            ...(request.headers['transfer-encoding'] !== undefined && { 'transfer-encoding': 'chunked' }),
            host: target.host,
            'x-forwarded-for': addressOf(request),
            'x-forwarded-host': request.headers.host,
            'x-forwarded-proto': scheme,
          },
        });
        onward.on('timeout', () => onward.destroy(new Error('no answer in time')));
        onward.on('response', (answer) => {
          response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers, rule.credentials ? [] : ['set-cookie']));
          answer.on('error', () => response.destroy());
          answer.pipe(response);
        });
        onward.on('error', () => {
          if (!response.headersSent) reject(new Refusal(502, 'INTERNAL', 'upstream'));
          else response.destroy();
          resolve();
        });
        response.on('close', () => {
          if (!response.writableFinished) onward.destroy();
          resolve();
        });
        request.pipe(onward);
      }),
    close: (): void => {
      agent.destroy();
    },
  };
}
