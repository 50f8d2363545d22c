/** Exact fractions over BigInt, for times and rates; no float decides which frame is shown. */

export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

const FORM = /^(-?\d{1,30})(?:\/(\d{1,30}))?$/;

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y) [x, y] = [y, x % y];
  return x;
}

export function rational(num: bigint, den = 1n): Rational {
  if (den === 0n) throw new RangeError("[stoat-nb] a fraction with denominator zero");
  const sign = den < 0n ? -1n : 1n;
  const divisor = gcd(num, den * sign) || 1n;
  return { num: (num * sign) / divisor, den: (den * sign) / divisor };
}

/** Read `"1001/30000"` or `"5"`. */
export function parseRational(text: string): Rational {
  const match = FORM.exec(text);
  if (!match) throw new RangeError(`[stoat-nb] not an exact number: ${text.slice(0, 40)}`);
  return rational(BigInt(match[1] ?? "0"), BigInt(match[2] ?? "1"));
}

export function printRational(value: Rational): string {
  return value.den === 1n ? `${value.num}` : `${value.num}/${value.den}`;
}

export const add = (a: Rational, b: Rational): Rational =>
  rational(a.num * b.den + b.num * a.den, a.den * b.den);
export const subtract = (a: Rational, b: Rational): Rational =>
  rational(a.num * b.den - b.num * a.den, a.den * b.den);
export const multiply = (a: Rational, b: Rational): Rational => rational(a.num * b.num, a.den * b.den);
export const divide = (a: Rational, b: Rational): Rational => rational(a.num * b.den, a.den * b.num);

export function compare(a: Rational, b: Rational): number {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function floor(value: Rational): bigint {
  const quotient = value.num / value.den;
  return value.num % value.den !== 0n && value.num < 0n ? quotient - 1n : quotient;
}

export const toNumber = (value: Rational): number => Number(value.num) / Number(value.den);
