const makesOfTwoWords = ['Alfa Romeo', 'Aston Martin', 'Land Rover', 'Rolls Royce'];

/** Splits `Land Rover Defender` into make and model; null where there are not both. */
export function splitModel(text: string): { make: string; model: string } | null {
  const name = text.trim().replace(/\s+/g, ' ');
  const make = makesOfTwoWords.find((two) => name.toLowerCase().startsWith(`${two.toLowerCase()} `)) ?? name.split(' ', 1)[0] ?? '';
  const model = name.slice(make.length).trim();
  return make && model && name.length <= 80 ? { make: name.slice(0, make.length), model } : null;
}
