import { useWords } from "../state/context.tsx";

/** Two roads to one place: the straight one, dotted and slow, and the one by way of a relay. Bytes travel on both. */
export function RoadsPicture() {
  const { say } = useWords();
  return (
    <figure className="roads-picture">
      <svg viewBox="0 0 560 190" aria-hidden="true">
        <path data-road="direct" d="M64 140H496" strokeDasharray="1 11" />
        <path data-road="1" d="M64 140C150 140 150 52 236 52H324C410 52 410 140 496 140" />
        {/* Small and few on the slow road, quick and many on the other. */}
        <g className="roads-bytes">
          <circle data-road="direct" className="slow" r="5" />
          {[0, 1, 2].map((at) => (
            <circle key={at} data-road="1" className={`fast fast-${at}`} r="5" />
          ))}
        </g>
        <circle className="place" cx="64" cy="140" r="10" />
        <circle className="place" data-road="1" cx="280" cy="52" r="10" />
        <circle className="place" cx="496" cy="140" r="10" />
        <g className="roads-names">
          <text x="64" y="176">
            {say("welcome.server")}
          </text>
          <text x="280" y="26">
            {say("welcome.relay")}
          </text>
          <text x="496" y="176">
            {say("welcome.you")}
          </text>
          <text x="280" y="168" className="roads-note">
            {say("welcome.slow")}
          </text>
          <text x="280" y="90" className="roads-note">
            {say("welcome.fast")}
          </text>
        </g>
      </svg>
      <figcaption className="unseen">{say("welcome.one.picture")}</figcaption>
    </figure>
  );
}
