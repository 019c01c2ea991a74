/** @param told what the bar says, for who points at it or hears it */
export interface Bar {
  key: string;
  value: number;
  told: string;
}

const HEIGHT = 60;
const WIDTH = 300;
const GAP = 0.15;

/** A bar for each value, as high as it is large. The figures stand beside it as text, so that nobody has to see it. */
export function Bars({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(bar => bar.value));
  // A single value is no wall.
  const width = WIDTH / Math.max(12, bars.length);
  return (
    <svg role="img" aria-label={`${label}: ${bars.map(bar => bar.told).join('; ')}`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" width="100%" height={HEIGHT}>
      {bars.map((bar, index) => {
        const height = (HEIGHT * bar.value) / most;
        return (
          <rect key={bar.key} x={(index + GAP / 2) * width} y={HEIGHT - height} width={width * (1 - GAP)} height={height} fill="var(--pf-v5-global--primary-color--100)">
            <title>{bar.told}</title>
          </rect>
        );
      })}
      <line x1={0} y1={HEIGHT} x2={WIDTH} y2={HEIGHT} stroke="var(--pf-v5-global--BorderColor--200)" />
    </svg>
  );
}
