import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type ComposeOption, type EChartsType } from 'echarts/core';
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { FONTS } from '../../look/theme';

register([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption
>;

/** Two things side by side: this, and what it is compared with. No status colour. */
const CHART_COLOURS = ['#1c5d99', '#a9b4c0'];

/** Pixels across that fit on A4 landscape; no layout of the paper can be asked for its width. */
const PAPER = 980;

interface Props {
  option: ChartOption;
  /** What somebody who cannot see it is told; its data stand in a table beside it. */
  label: string;
  height: number;
}

/** A chart. Routes that use it are loaded when somebody goes there, so it weighs on no other page. */
export function Chart({ option, label, height }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const drawn = init(element, null, { renderer: 'svg' });
    chart.current = drawn;
    const fit = () => drawn.resize();
    const watch = new ResizeObserver(fit);
    watch.observe(element);
    const narrow = () => {
      drawn.resize({ width: PAPER });
      // The browser prints before the next frame, in which it would be drawn.
      drawn.getZr().flush();
    };
    window.addEventListener('beforeprint', narrow);
    window.addEventListener('afterprint', fit);
    return () => {
      window.removeEventListener('beforeprint', narrow);
      window.removeEventListener('afterprint', fit);
      watch.disconnect();
      drawn.dispose();
    };
  }, []);
  useEffect(() => {
    const looks: ChartOption = {
      animation: false,
      color: CHART_COLOURS,
      textStyle: { fontFamily: FONTS, color: '#1a2430' },
      // Text and not HTML: what a name holds is shown, never interpreted.
      tooltip: { trigger: 'axis', renderMode: 'richText' },
    };
    chart.current?.setOption({ ...looks, ...option }, true);
  }, [option]);
  return <div ref={place} role="img" aria-label={label} style={{ height, width: '100%', breakInside: 'avoid' }} />;
}
