import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";
import type { Costs } from "@/api/types";
import { money } from "@/lib/money";
import { bar, dailyBars } from "./period";

const SERIES = [
  { name: "spent", label: "Spent", color: "var(--accent)" },
  { name: "held", label: "Held", color: "yellow.7" },
];
const MOST_ROWS = 12;
const ROW = 34;
const LONGEST = 24;
const MONTH_DAY = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" });

/** Days stand side by side; anything else lies in rows, the dearest first. The numbers stand below it. */
export default function CostChart({ costs }: { costs: Costs }) {
  const chart = {
    series: SERIES,
    type: "stacked" as const,
    dataKey: "name",
    valueFormatter: money,
    maxBarWidth: 36,
    withLegend: true,
    gridAxis: costs.by === "day" ? ("x" as const) : ("y" as const),
    "aria-hidden": true,
    barChartProps: { accessibilityLayer: false },
  };
  if (costs.by === "day") {
    const data = dailyBars(costs).map((one) => ({ ...one, name: MONTH_DAY.format(Date.parse(one.name)) }));
    return <BarChart {...chart} h={240} data={data} yAxisProps={{ width: 64 }} />;
  }
  const data = costs.rows.slice(0, MOST_ROWS).map((row) => ({ ...bar(row), name: short(row.name) }));
  return (
    <BarChart
      {...chart}
      h={data.length * ROW + 80}
      data={data}
      orientation="vertical"
      yAxisProps={{ width: 180 }}
    />
  );
}

function short(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}
