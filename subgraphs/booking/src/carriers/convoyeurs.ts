import { z } from 'zod';
import { instantOf } from '../domain/period.ts';
import { Temporal } from 'temporal-polyfill';
import { Rejected, type Carrier, type News } from './carrier.ts';
import { askJson, latitude, longitude, type Wire } from './http.ts';

export interface ConvoyeursOptions extends Wire {
  user: string;
  password: string;
}

/** A wall clock and its zone, e.g. 2026-07-14T09:31:05 in Europe/Paris. */
const clock = z
  .object({ heure: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/), fuseau: z.string().max(60) })
  .transform(({ heure, fuseau }) => instantOf(heure, fuseau));
const feature = z.object({
  type: z.literal('Feature'),
  geometry: z.object({ type: z.literal('Point'), coordinates: z.tuple([longitude, latitude]) }),
  properties: z.object({ releve: clock }),
});
const mission = z.object({
  statut: z.enum(['RECUE', 'AFFECTEE', 'REFUSEE', 'EN_CHEMIN', 'SUR_PLACE', 'CODE_SAISI', 'TERMINEE', 'ABANDONNEE']),
  depuis: clock,
  position: feature.nullish(),
  codeSaisi: z.string().max(20).nullish(),
});
const reply = z.object({ result: z.unknown().optional(), error: z.object({ code: z.int(), message: z.string() }).optional() });
const unknownMission = -32004;
/** JSON-RPC's own: their trouble, not ours. */
const internalError = -32603;

const kinds = { AFFECTEE: 'ACCEPTED', REFUSEE: 'REFUSED', EN_CHEMIN: 'EN_ROUTE', SUR_PLACE: 'ARRIVED', ABANDONNEE: 'FAILED' } as const;

function newsOf(reference: string, { statut, depuis, position, codeSaisi }: z.infer<typeof mission>): News[] {
  const [lon, lat] = position?.geometry.coordinates ?? [];
  const point = lon === undefined || lat === undefined ? null : { latitude: lat, longitude: lon };
  const told = { reference, at: depuis };
  const seen: News[] =
    position && point && statut === 'EN_CHEMIN'
      ? [{ reference, at: position.properties.releve, kind: 'POSITION', point, etaAt: null }]
      : [];
  if (statut === 'RECUE' || statut === 'TERMINEE') return seen;
  if (statut === 'CODE_SAISI') {
    return [
      { ...told, kind: 'ARRIVED' },
      { ...told, kind: 'PROOF', code: codeSaisi ?? '', point },
    ];
  }
  const kind = kinds[statut];
  return [kind === 'ACCEPTED' || kind === 'EN_ROUTE' ? { ...told, kind, etaAt: null } : { ...told, kind }, ...seen];
}

/** A wall clock as Convoyeurs Réunis write it. */
const wall = (at: Date, fuseau: string) => ({
  heure: Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(fuseau)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' }),
  fuseau,
});

/** Convoyeurs Réunis: JSON-RPC with a password; they tell nothing by themselves, so they are asked. */
export function convoyeurs(options: ConvoyeursOptions): Carrier {
  const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`;
  async function call(method: string, params: Record<string, unknown>): Promise<{ result: unknown; isUnknown: boolean }> {
    const body = { jsonrpc: '2.0', id: 1, method, params };
    const { result, error } = reply.parse(await askJson(options, `${options.url}/rpc`, { method: 'POST', authorization, body }));
    if (error?.code === internalError) throw new Error('Convoyeurs Réunis: internal error');
    if (error && error.code !== unknownMission) throw new Rejected(error.code);
    return { result, isUnknown: error !== undefined };
  }
  return {
    code: 'convoyeurs',
    name: 'Convoyeurs Réunis',
    request: async ({ reference, leg, acriss, agency, place, windowFrom, windowTo }) => {
      const point = ({ latitude: lat, longitude: lon }: { latitude: number; longitude: number }) => ({
        type: 'Point',
        coordinates: [lon, lat],
      });
      await call('mission.creer', {
        reference,
        nature: leg === 'DELIVERY' ? 'LIVRAISON' : 'REPRISE',
        categorie: acriss,
        agence: { code: agency.code, lieu: point(agency) },
        adresse: { ...place.address, lieu: point(place.point), consignes: place.instructions },
        creneau: { debut: wall(windowFrom, agency.timeZone), fin: wall(windowTo, agency.timeZone) },
      });
    },
    cancel: async (reference) => {
      await call('mission.annuler', { reference });
    },
    poll: async ({ reference }) => {
      const { result, isUnknown } = await call('mission.etat', { reference });
      return isUnknown ? [{ reference, at: new Date(0), kind: 'FAILED' }] : newsOf(reference, mission.parse(result));
    },
    judge: async (reference, right) => {
      await call('mission.codeJuge', { reference, bon: right });
    },
  };
}
