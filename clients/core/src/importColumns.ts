export const importFields = ['plate', 'make', 'model', 'year', 'acriss', 'agency', 'odometerKm', 'state', 'country'] as const;
export type ImportField = (typeof importFields)[number];

/** What every row must have; an agency too, unless one is named for all of them. */
export const neededFields = ['plate', 'make', 'model', 'year', 'acriss'] as const satisfies readonly ImportField[];

/** Names of columns as people vary them: `Odometer km`, `odometer_km` and `odometerKm` are one. */
const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_.-]/g, '');

/** What other systems call ours, in French, English and German. */
const alsoCalled: Partial<Record<ImportField, readonly string[]>> = {
  plate: ['immatriculation', 'plaque', 'registration', 'licenceplate', 'licenseplate', 'kennzeichen'],
  make: ['marque', 'brand', 'marke'],
  model: ['modele', 'modèle', 'modell'],
  year: ['annee', 'année', 'modelyear', 'baujahr'],
  acriss: ['classe', 'categorie', 'catégorie', 'class', 'sipp', 'klasse'],
  agency: ['agence', 'station', 'branch', 'location', 'filiale'],
  odometerKm: ['odometer', 'mileage', 'kilometrage', 'kilométrage', 'km', 'kilometerstand'],
  state: ['etat', 'état', 'status', 'statut'],
  country: ['pays', 'land'],
};

/** Which of ours a column seems to hold; undefined where nobody can tell. */
export function guessField(column: string): ImportField | undefined {
  const name = plain(column);
  return importFields.find((field) => plain(field) === name || alsoCalled[field]?.includes(name));
}

function split(line: string, separator: string): string[] {
  const found: string[] = [];
  let cell = '';
  let quoted = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    else if (sign === separator && !quoted) {
      found.push(cell);
      cell = '';
    } else cell += sign;
  }
  return [...found, cell];
}

/** The columns that a file's first line names; none where it is no header. */
export function columnsOf(firstLine: string, format: 'CSV' | 'JSON_LINES'): string[] {
  const line = firstLine.replace(/^\uFEFF/, '').trimEnd();
  if (format === 'CSV') {
    const separator = split(line, ';').length > split(line, ',').length ? ';' : ',';
    return split(line, separator).map((name) => name.trim());
  }
  try {
    return Object.keys(JSON.parse(line) as object);
  } catch {
    return [];
  }
}

/** Each column's field, every field once: the first column that seems to hold it. */
export function guessColumns(columns: readonly string[]): ReadonlyMap<string, ImportField> {
  const guessed = new Map<string, ImportField>();
  const taken = new Set<ImportField>();
  for (const column of columns) {
    const field = guessField(column);
    if (!field || taken.has(field)) continue;
    guessed.set(column, field);
    taken.add(field);
  }
  return guessed;
}
