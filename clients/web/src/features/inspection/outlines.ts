import type { MarkView } from '@ycyw/core/generated/graphql';

/** A car drawn in lines from one side: the field's size, its body, and what is drawn thinner on it. */
export interface Outline {
  width: number;
  height: number;
  body: string;
  lines: string;
  wheels: readonly (readonly [x: number, y: number])[];
}

const left: Outline = {
  width: 200,
  height: 84,
  body: 'M13 60C9 60 7 57 7 52V45C7 39 11 36 20 34L53 29C66 18 82 12 106 12H126C147 12 160 18 172 30L185 33C191 35 194 39 194 46V53C194 57 192 60 188 60H173A17 17 0 0 0 139 60H67A17 17 0 0 0 33 60Z',
  lines:
    'M61 30C71 21 84 16.500 103 16.500V30ZM108 16.500H125C141 16.500 151 21 161 30H108ZM105.500 30V57M60 30C58 38 60 48 67 57M140 57C150 50 158 42 161 30M114 37H121M150 37H157M8 44H18C20 44 21 42 21 40M193 44H186C184 44 183 42 183 40M63 34C59 34 57 36 57 39H64Z',
  wheels: [
    [50, 62],
    [156, 62],
  ],
};

const face =
  'M14 68V46C14 40 16 37 20 34L29 17C31 13 34 11 39 11H61C66 11 69 13 71 17L80 34C84 37 86 40 86 46V68C86 71 84 72 82 72H18C16 72 14 71 14 68Z';

/** The right side is the left one mirrored. */
export const outlines: Readonly<Record<MarkView, Outline>> = {
  LEFT: left,
  RIGHT: left,
  FRONT: {
    width: 100,
    height: 84,
    body: face,
    lines:
      'M28 33L35 17H65L72 33ZM17 43L30 45C32 46 32 50 30 51H17ZM83 43L70 45C68 46 68 50 70 51H83ZM37 46H63L60 54H40ZM38 59H62V66H38ZM12 36L18 35M88 36L82 35M18 72V78H27V72M73 72V78H82V72',
    wheels: [],
  },
  REAR: {
    width: 100,
    height: 84,
    body: face,
    lines: 'M29 32L35 17H65L71 32ZM15 41H30V49H15ZM85 41H70V49H85ZM30 37H70M38 48H62V56H38ZM22 63H78M18 72V78H27V72M73 72V78H82V72',
    wheels: [],
  },
  TOP: {
    width: 200,
    height: 90,
    body: 'M26 14C42 8 62 7 96 7H150C176 7 194 16 195 32V58C194 74 176 83 150 83H96C62 83 42 82 26 76C13 70 7 58 7 45C7 32 13 20 26 14Z',
    lines:
      'M60 15C54 34 54 56 60 75L84 66C80 52 80 38 84 24ZM84 24H146V66H84M146 24L168 18C173 36 173 54 168 72L146 66M26 14C20 24 20 30 22 34M26 76C20 66 20 60 22 56M62 11L58 4H66L70 10M62 79L58 86H66L70 80',
    wheels: [],
  },
};
