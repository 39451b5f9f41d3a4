import { z } from 'zod';
import { Drives, type Drive, type DriveState, type Point } from './drives.ts';
import { startCarrier, type SimulatedCarrier } from './server.ts';

export interface ConvoyeursSimulation {
  port: number;
  user: string;
  password: string;
  pilotMs?: number | undefined;
}

const lieu = z.object({ coordinates: z.tuple([z.number(), z.number()]) });
const clock = z.object({ heure: z.string(), fuseau: z.string() });
const params = z.object({
  reference: z.uuid(),
  agence: z.object({ lieu }).optional(),
  adresse: z.object({ lieu }).optional(),
  creneau: z.object({ debut: clock }).optional(),
  bon: z.boolean().optional(),
});
const call = z.object({ id: z.number(), method: z.string(), params });

const states: Record<DriveState, string> = {
  RECEIVED: 'RECUE',
  ACCEPTED: 'AFFECTEE',
  DECLINED: 'REFUSEE',
  EN_ROUTE: 'EN_CHEMIN',
  AT_DOOR: 'SUR_PLACE',
  CODE_ENTERED: 'CODE_SAISI',
  DONE: 'TERMINEE',
  ABORTED: 'ABANDONNEE',
  CANCELLED: 'ABANDONNEE',
};

const fuseau = 'Europe/Paris';

/** The wall clock that Paris shows. */
const wall = (at: Date) => ({ heure: at.toLocaleString('sv-SE', { timeZone: fuseau }).replace(' ', 'T'), fuseau });

/** The instant of a wall clock, to the minute: the zone's offset then is found by asking what it shows. */
function instantOf({ heure, fuseau: zone }: z.infer<typeof clock>): Date {
  const guess = new Date(`${heure}Z`);
  const shown = new Date(`${guess.toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`);
  return new Date(2 * guess.getTime() - shown.getTime());
}

const pointOf = ({ coordinates: [longitude, latitude] }: z.infer<typeof lieu>): Point => ({ latitude, longitude });

const shown = ({ state, since, position, positionAt, code }: Drive) => ({
  statut: states[state],
  depuis: wall(since),
  position: {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [position.longitude, position.latitude] },
    properties: { releve: wall(positionAt) },
  },
  codeSaisi: code,
});

/** Convoyeurs Réunis as they would be: JSON-RPC on /rpc, asked by us. */
export function simulateConvoyeurs({ port, user, password, pilotMs }: ConvoyeursSimulation, now: () => Date): Promise<SimulatedCarrier> {
  const drives = new Drives(now, () => Promise.resolve());
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return startCarrier({ port, pilotMs }, drives, (request, body) => {
    if (request.headers.authorization !== authorization) return { status: 401 };
    const { id, method, params: given } = call.parse(JSON.parse(body.toString()));
    const { reference, agence, adresse, creneau, bon } = given;
    const result = (value: unknown) => ({ status: 200, body: { jsonrpc: '2.0', id, result: value } });
    if (method === 'mission.creer' && agence && adresse && creneau) {
      drives.receive({ reference, from: pointOf(agence.lieu), to: pointOf(adresse.lieu), windowFrom: instantOf(creneau.debut) });
      return result({ reference });
    }
    const drive = drives.get(reference);
    if (method === 'mission.annuler' && drive) return result(drives.cancel(reference));
    if (method === 'mission.codeJuge' && drive) {
      drives.judge(reference, bon === true);
      return result(true);
    }
    if (method === 'mission.etat' && drive) return result(shown(drive));
    const error = drive ? { code: -32601, message: 'méthode inconnue' } : { code: -32004, message: 'mission inconnue' };
    return { status: 200, body: { jsonrpc: '2.0', id, error } };
  });
}
