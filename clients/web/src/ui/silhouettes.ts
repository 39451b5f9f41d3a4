import type { BodyShape } from '@ycyw/core/bodyShape';

type Wheels = { at: [number, number]; y: number; radius: number; sill: number };

const circle = (x: number, y: number, r: number) =>
  `M${String(x - r)} ${String(y)}a${String(r)} ${String(r)} 0 1 0 ${String(2 * r)} 0a${String(r)} ${String(r)} 0 1 0-${String(2 * r)} 0Z`;

/** Closes an outline that ends at its rear sill along the floor, leaving room for the wheels, and puts the wheels in. */
function onWheels(outline: string, holes: string, { at, y, radius, sill }: Wheels): string {
  const arch = radius + 4.5;
  const half = Math.sqrt(arch ** 2 - (sill - y) ** 2).toFixed(1);
  const floor = [...at]
    .reverse()
    .map(
      (x) =>
        `H${String(x + Number(half))}A${String(arch)} ${String(arch)} 0 ${sill > y ? '1' : '0'} 0 ${String(x - Number(half))} ${String(sill)}`,
    );
  const wheels = at.map((x) => circle(x, y, radius) + circle(x, y, radius * 0.4));
  return `${outline}${floor.join('')}Z${holes}${wheels.join('')}`;
}

const low: Wheels = { at: [60, 184], y: 70, radius: 14, sill: 76 };

/** One path each, front to the left, on a field of 240 by 96; fill with the even-odd rule. */
export const silhouettes: Record<BodyShape, string> = {
  hatchback: onWheels(
    'M39 76C33 76 31 73 31 68V60C31 52 36 48 46 46L73 41C85 27 99 20 123 20H152C168 20 180 22 187 29L202 46C207 50 209 55 209 62V70C209 74 207 76 203 76',
    'M83 41C92 31 102 27 118 27H124V41ZM131 27H151C164 27 173 29 178 34L184 41H131Z',
    { ...low, at: [69, 173] },
  ),
  sedan: onWheels(
    'M18 76C12 76 10 73 10 68V62C10 54 15 50 25 48L66 43C80 30 92 24 114 24H136C154 24 166 30 180 42L215 45C225 46 230 50 230 58V70C230 74 228 76 224 76',
    'M77 43C88 34 98 31 112 31H119V43ZM126 31H136C148 31 158 35 168 43H126Z',
    { ...low, at: [56, 187] },
  ),
  wagon: onWheels(
    'M18 76C12 76 10 73 10 68V61C10 53 15 49 25 47L62 42C76 28 90 21 112 21H200C209 21 213 23 217 30L226 47C229 52 230 56 230 60V70C230 74 228 76 224 76',
    'M73 42C84 31 94 28 108 28H113V42ZM120 28H160V42H120ZM167 28H199C205 28 208 30 211 35L214 42H167ZM106 14H204V17H106Z',
    { ...low, at: [56, 187] },
  ),
  suv: onWheels(
    'M22 73C16 73 14 70 14 65V46C14 40 18 37 26 36L60 32C70 18 80 11 100 11H178C192 11 199 14 204 22L214 36C218 39 220 43 220 50V65C220 70 217 73 212 73',
    'M71 32C80 22 87 18 100 18H112V32ZM119 18H158V32H119ZM165 18H177C187 18 192 20 196 26L200 32H165ZM96 3H190V6H96ZM223 34H228A5 5 0 0 1 233 39V55A5 5 0 0 1 228 60H223Z',
    { at: [58, 180], y: 68, radius: 17, sill: 73 },
  ),
  van: onWheels(
    'M20 76C14 76 11 73 11 68V58C11 50 15 45 23 40L60 14C68 8 78 5 92 5H208C218 5 224 9 226 19L230 56V70C230 74 228 76 224 76',
    'M49 34L73 17C78 14 84 12 92 12H101V34ZM108 12H158V34H108ZM165 12H207C213 12 217 14 218 20L220 34H165ZM108 44H214V47H108Z',
    low,
  ),
  convertible: onWheels(
    'M18 76C12 76 10 73 10 68V62C10 55 15 51 25 49L78 44L98 20L104 23L92 46H118C117 36 120 31 127 31C134 31 135 37 134 46H148C147 36 150 31 157 31C164 31 165 37 164 46L170 42C196 42 214 45 224 51C228 54 230 58 230 63V70C230 74 228 76 224 76',
    '',
    { ...low, at: [56, 187] },
  ),
  pickup: onWheels(
    'M20 73C14 73 12 70 12 65V48C12 42 16 39 24 38L58 34C68 20 76 12 92 12H126C134 12 138 15 140 22L145 42H226C229 42 230 44 230 46V67C230 71 228 73 224 73',
    'M69 34C77 24 83 19 92 19H99V34ZM106 19H124C129 19 132 21 133 26L135 34H106ZM147 46H149.5V73H147Z',
    { at: [57, 186], y: 68, radius: 16, sill: 73 },
  ),
  coupe: onWheels(
    'M16 76C10 76 8 73 8 68V66C8 60 13 56 23 54L86 46C102 34 116 29 140 29C162 29 182 36 204 46L214 45L217 36H232V40L226 42L230 55V70C230 74 228 76 224 76',
    'M101 46C112 39 122 35.5 137 35V46ZM143 35C156 35.5 167 39 182 46H143Z',
    { ...low, at: [54, 190] },
  ),
};
