import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Colour } from "../state/roads.ts";
import { onThemeChange } from "./theme.ts";

/** A place on the x axis, and each line's value there; null where it has none. */
export type PlotPoint = readonly [number, ...(number | null)[]];

interface Props {
  readonly points: readonly PlotPoint[];
  /** Each line's road, where there are several; without, one line in the colour of the road around it. */
  readonly roads?: readonly Colour[];
  /** The ends of both axes, given from outside so that several plots share one scale. */
  readonly xMin?: number;
  readonly xMax: number;
  readonly yMax: number;
  /** What the picture shows, in words: a canvas has none. */
  readonly text: string;
}

/** A live strip: line and area of one road, or a line for each of several. */
export function Plot({ points, roads, xMin = 0, xMax, yMax, text }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const ends = useRef({ xMin, xMax, yMax });
  const drawn = useRef<uPlot.AlignedData>([[], []]);
  // A plot cannot take other lines: then it is made anew.
  const lines = roads?.join(" ");

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    // The style sheet puts line and area colour where the browser computes them: a canvas knows no custom properties.
    const marks = element.parentElement?.querySelectorAll(".plot-line") ?? [];
    const style = getComputedStyle(element);
    const line = { width: 2, points: { show: false } };
    const size = () => ({ width: element.clientWidth || 300, height: element.clientHeight || 56 });
    const made = new uPlot(
      {
        ...size(),
        padding: [4, 0, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        axes: [{ show: false }, { show: false }],
        scales: {
          x: { time: false, range: () => [ends.current.xMin, ends.current.xMax] },
          y: { range: () => [0, ends.current.yMax] },
        },
        series: [
          {},
          ...(lines === undefined
            ? [{ ...line, stroke: () => style.color, fill: () => style.textDecorationColor }]
            : Array.from(marks, (mark) => ({ ...line, stroke: () => getComputedStyle(mark).color }))),
        ],
      },
      drawn.current,
      element,
    );
    plot.current = made;
    const resize = new ResizeObserver(() => made.setSize(size()));
    resize.observe(element);
    const deaf = onThemeChange(() => made.redraw(false));
    return () => {
      deaf();
      resize.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [lines]);

  useEffect(() => {
    ends.current = { xMin, xMax, yMax };
    const count = lines === undefined ? 1 : lines.split(" ").length;
    drawn.current = [
      points.map(([x]) => x),
      ...Array.from({ length: count }, (_, at) => points.map((point) => point[at + 1] ?? null)),
    ];
    plot.current?.setData(drawn.current);
  }, [points, lines, xMin, xMax, yMax]);

  return (
    <figure className="plot" data-lines={roads ? true : undefined}>
      <div ref={box} className="plot-box" aria-hidden="true" />
      {roads?.map((road, at) => (
        // Two roads may have one colour.
        // oxlint-disable-next-line react/no-array-index-key
        <i key={at} className="plot-line" data-road={road} hidden />
      ))}
      <figcaption className="unseen">{text}</figcaption>
    </figure>
  );
}
