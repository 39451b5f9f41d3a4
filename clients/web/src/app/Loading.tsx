import { Bones } from '../ui/Bones.tsx';

export function Loading() {
  return (
    <div className="wrap page">
      <Bones widths={['40%', '70%', '62%', '55%']} height={24} />
    </div>
  );
}
