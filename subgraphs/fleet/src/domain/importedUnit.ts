import { parseAcriss } from '@ycyw/service/acriss';
import { quoted, type RowRefusal } from './importReason.ts';
import type { ImportField } from './importReading.ts';
import type { ImportRow } from './importRow.ts';
import { vehicleStates, type VehicleState } from './vehicleState.ts';

/** What one row says of a unit. null: the row says nothing of it. */
export interface ImportedUnit {
  line: number;
  plate: string;
  make: string;
  model: string;
  year: number;
  acriss: string;
  agency: string;
  country: string | null;
  odometerKm: number | null;
  state: VehicleState | null;
}

const longestPlate = 16;
const longestName = 40;
const firstYear = 1990;
const mostKm = 2_000_000;

/** A refusal on its way out of the checks of one row. */
class Refused extends Error {
  readonly refusal: Omit<RowRefusal, 'line'>;
  constructor(field: ImportField, code: RowRefusal['code'], detail = '') {
    super(code);
    this.refusal = { field, code, detail };
  }
}

function acrissOf(text: string): string {
  try {
    return parseAcriss(text);
  } catch {
    throw new Refused('acriss', 'UNKNOWN_ACRISS', quoted(text));
  }
}

/** Digits in groups are read, too: `45 120`. */
function wholeNumber(text: string, field: ImportField): number {
  const digits = text.replace(/(?<=\d)[ \u00A0\u202F](?=\d{3}\b)/g, '');
  if (!/^\d{1,9}$/.test(digits)) throw new Refused(field, 'MALFORMED', quoted(text));
  return Number(digits);
}

function stateOf(text: string): VehicleState {
  const word = text.toUpperCase().replace(/[\s-]+/g, '_');
  const state = vehicleStates.find((each) => each === word);
  if (!state) throw new Refused('state', 'UNKNOWN_STATE', quoted(text));
  return state;
}

function checked({ line, values }: ImportRow, defaultAgency: string | null, year: number): ImportedUnit {
  const optional = <Value>(field: ImportField, read: (text: string) => Value): Value | null => {
    const text = values.get(field);
    return text === undefined ? null : read(text);
  };
  const needed = (field: ImportField): string => {
    const text = values.get(field);
    if (text === undefined) throw new Refused(field, 'MISSING');
    return text;
  };
  const name = (field: ImportField, longest: number): string => {
    const text = needed(field).replace(/\s+/g, ' ');
    if (text.length > longest) throw new Refused(field, 'TOO_LONG', String(longest));
    return text;
  };
  const plate = name('plate', longestPlate).toUpperCase();
  if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N} .·-]*$/u.test(plate)) throw new Refused('plate', 'MALFORMED', quoted(plate));
  const unit = {
    line,
    plate,
    make: name('make', longestName),
    model: name('model', longestName),
    year: wholeNumber(needed('year'), 'year'),
    acriss: acrissOf(needed('acriss')),
    agency: (values.get('agency') ?? defaultAgency ?? needed('agency')).toUpperCase(),
    country: optional('country', (text) => text.toUpperCase()),
    odometerKm: optional('odometerKm', (text) => wholeNumber(text, 'odometerKm')),
    state: optional('state', stateOf),
  };
  if (unit.year < firstYear || unit.year > year + 1) {
    throw new Refused('year', 'YEAR_OUT_OF_RANGE', `${String(firstYear)}…${String(year + 1)}`);
  }
  if (unit.country !== null && !/^[A-Z]{2}$/.test(unit.country)) throw new Refused('country', 'MALFORMED', quoted(unit.country));
  if (unit.odometerKm !== null && unit.odometerKm > mostKm) throw new Refused('odometerKm', 'MALFORMED', String(unit.odometerKm));
  return unit;
}

/** The unit that a row tells of, or the first thing that is wrong with it. `year`: the present one; cars of the next are sold already. */
export function unitOf(row: ImportRow, defaultAgency: string | null, year: number): ImportedUnit | RowRefusal {
  try {
    return checked(row, defaultAgency, year);
  } catch (error) {
    if (error instanceof Refused) return { line: row.line, ...error.refusal };
    throw error;
  }
}
