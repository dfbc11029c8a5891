import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { onThemeChange } from "./theme.ts";

type Points = readonly (readonly [number, number])[];

interface Props {
  readonly points: Points;
  /** The ends of both axes, given from outside so that several plots share one scale. */
  readonly xMax: number;
  readonly yMax: number;
  /** What the picture shows, in words: a canvas has none. */
  readonly text: string;
}

const height = 56;

/** A live strip: area and line in the colour of the route around it (`--c`). */
export function Plot({ points, xMax, yMax, text }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const scale = useRef({ xMax, yMax });

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    // The style sheet puts line and area colour where the browser computes them: a canvas knows no custom properties.
    const style = getComputedStyle(element);
    const made = new uPlot(
      {
        width: element.clientWidth || 300,
        height,
        padding: [4, 0, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        axes: [{ show: false }, { show: false }],
        scales: {
          x: { time: false, range: () => [0, scale.current.xMax] },
          y: { range: () => [0, scale.current.yMax] },
        },
        series: [
          {},
          {
            width: 2,
            points: { show: false },
            stroke: () => style.color,
            fill: () => style.textDecorationColor,
          },
        ],
      },
      [[], []],
      element,
    );
    plot.current = made;
    const resize = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    const deaf = onThemeChange(() => made.redraw(false));
    return () => {
      deaf();
      resize.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, []);

  useEffect(() => {
    scale.current = { xMax, yMax };
    plot.current?.setData([points.map(([x]) => x), points.map(([, y]) => y)]);
  }, [points, xMax, yMax]);

  return (
    <figure className="plot">
      <div ref={box} className="plot-box" aria-hidden="true" />
      <figcaption className="unseen">{text}</figcaption>
    </figure>
  );
}
