export const digits = (text) => text.replace(/\D/g, '');

export function brandOf(number) {
  if (/^3[47]/.test(number)) return { name: 'Amex', length: 15, cvc: 4, groups: [4, 6, 5] };
  if (/^4/.test(number)) return { name: 'Visa', length: 16, cvc: 3, groups: [4, 4, 4, 4] };
  if (/^(5[1-5]|2[2-7])/.test(number)) return { name: 'Mastercard', length: 16, cvc: 3, groups: [4, 4, 4, 4] };
  return { name: '', length: 16, cvc: 3, groups: [4, 4, 4, 4] };
}

export function spaced(number) {
  const parts = [];
  let from = 0;
  for (const size of brandOf(number).groups) {
    if (from < number.length) parts.push(number.slice(from, from + size));
    from += size;
  }
  return parts.join(' ');
}

/** "1", "12 / ", "12 / 3": a first digit above 1 can only be a month by itself. */
export function slashed(text, deleting) {
  let number = digits(text).slice(0, 4);
  if (/^[2-9]/.test(number)) number = `0${number}`.slice(0, 4);
  if (number.length < 2 || (deleting && number.length === 2)) return number;
  return `${number.slice(0, 2)} / ${number.slice(2)}`;
}

function passesLuhn(number) {
  let sum = 0;
  [...number].reverse().forEach((digit, at) => {
    const value = Number(digit);
    sum += at % 2 === 0 ? value : value > 4 ? value * 2 - 9 : value * 2;
  });
  return sum % 10 === 0;
}

/** What is wrong with a field, by the name of its message; null when nothing is. */
export function numberFault(text) {
  const number = digits(text);
  if (number.length < brandOf(number).length) return 'incomplete_number';
  return passesLuhn(number) ? null : 'invalid_number';
}

export function expiryFault(text, now) {
  const number = digits(text);
  if (number.length < 4) return 'incomplete_expiry';
  const month = Number(number.slice(0, 2));
  const year = 2000 + Number(number.slice(2));
  if (month < 1 || month > 12) return 'invalid_expiry_month';
  if (year < now.getFullYear()) return 'invalid_expiry_year_past';
  return year === now.getFullYear() && month < now.getMonth() + 1 ? 'invalid_expiry_month_past' : null;
}

export const cvcFault = (text, number) => (digits(text).length < brandOf(digits(number)).cvc ? 'incomplete_cvc' : null);
