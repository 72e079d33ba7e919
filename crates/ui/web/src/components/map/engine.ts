/** The drawn map itself, apart from React: one object that is told what to show. */
import { Map as GlMap, setWorkerUrl, type GeoJSONSource, type MapGeoJSONFeature, type MapMouseEvent } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { FeatureCollection } from 'geojson';
import type { Outlines } from '../../api/types';
import { graticule, roomy, type Bounds, type LonLat } from './geo';
import { drawIcon } from './icons';
import { ALL_LOOKS, iconName, type PointProperties, type Points } from './points';
import { BASE, LOCAL_FONT, POINT_LAYERS, SOURCES, styleOf, type Ground } from './style';

// Without this the worker is looked for beside the page, and the map stays blank.
setWorkerUrl(workerUrl);

export interface Hover {
  id: string;
  x: number;
  y: number;
}

export interface EngineEvents {
  select: (id: string) => void;
  hover: (hover: Hover | null) => void;
  /** Nothing of the base map came. */
  failed: () => void;
}

/** Letters wait for the parts of the page's fonts that hold them, or they are drawn as boxes. */
async function fontsReady(letters: string): Promise<void> {
  await Promise.allSettled(['13px "Noto Sans SC Variable"', '13px "Noto Sans SC Rare"'].map((font) => document.fonts.load(font, letters)));
}

export class MapEngine {
  private readonly map: GlMap;
  private readonly ready: Promise<void>;
  private gone = false;

  constructor(place: HTMLElement, ground: Ground | null, bounds: Bounds, events: EngineEvents) {
    this.map = new GlMap({
      container: place,
      style: styleOf(ground),
      bounds: roomy(bounds),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      localIdeographFontFamily: LOCAL_FONT,
      maxZoom: 18,
    });
    this.map.touchZoomRotate.disableRotation();
    const loaded = new Promise<void>((done) => void this.map.once('style.load', () => done()));
    this.ready = Promise.all([loaded, fontsReady('0123456789.°ENSW')]).then(() => this.begin(events));
    if (ground) this.watchGround(events.failed);
  }

  show(points: Points): void {
    this.put(SOURCES.points, points);
  }

  outline(outlines: Outlines): void {
    const names = outlines.features.map((outline) => outline.properties.name).join('');
    void fontsReady(names).then(() => this.put(SOURCES.outlines, outlines));
  }

  /** Marks the chosen record and brings it into view. */
  choose(at: LonLat | null): void {
    const features = at ? [{ type: 'Feature' as const, properties: {}, geometry: { type: 'Point' as const, coordinates: at } }] : [];
    this.put(SOURCES.chosen, { type: 'FeatureCollection', features });
    if (at && !this.map.getBounds().contains(at)) this.map.panTo(at, { animate: false });
  }

  fit(bounds: Bounds): void {
    this.map.fitBounds(roomy(bounds), { animate: false });
  }

  zoom(by: 1 | -1): void {
    this.map.zoomTo(this.map.getZoom() + by, { animate: false });
  }

  remove(): void {
    this.gone = true;
    this.map.remove();
  }

  /** A base map of which not one tile came is given up; single tiles may be missing at its edges. */
  private watchGround(failed: () => void): void {
    let came = false;
    this.map.on('sourcedata', (event) => {
      const { tile } = event as { tile?: { state?: string } };
      if (event.sourceId === BASE && tile?.state === 'loaded') came = true;
    });
    void this.map.once('idle', () => {
      if (!came) failed();
    });
  }

  private put(source: string, data: FeatureCollection): void {
    void this.ready.then(() => {
      if (!this.gone) void this.map.getSource<GeoJSONSource>(source)?.setData(data);
    });
  }

  private begin(events: EngineEvents): void {
    if (this.gone) return;
    for (const look of ALL_LOOKS) this.map.addImage(iconName(look), drawIcon(look), { pixelRatio: 2 });
    this.map.on('moveend', () => this.drawGrid());
    this.drawGrid();
    this.map.on('click', POINT_LAYERS.marks, (event) => {
      const id = markId(event);
      if (id) events.select(id);
    });
    this.map.on('click', POINT_LAYERS.clusters, (event) => void this.open(event));
    this.map.on('mousemove', POINT_LAYERS.marks, (event) => {
      const id = markId(event);
      this.map.getCanvas().style.cursor = 'pointer';
      if (id) events.hover({ id, x: event.point.x, y: event.point.y });
    });
    for (const layer of [POINT_LAYERS.marks, POINT_LAYERS.clusters]) {
      this.map.on('mouseenter', layer, () => (this.map.getCanvas().style.cursor = 'pointer'));
      this.map.on('mouseleave', layer, () => {
        this.map.getCanvas().style.cursor = '';
        events.hover(null);
      });
    }
  }

  /** A click on a cluster goes as near as it takes to tell its places apart. */
  private async open(event: Hit): Promise<void> {
    const cluster = event.features?.[0];
    const id = (cluster?.properties as { cluster_id?: number } | undefined)?.cluster_id;
    const source = this.map.getSource<GeoJSONSource>(SOURCES.points);
    if (!source || id === undefined) return;
    const zoom = await source.getClusterExpansionZoom(id);
    if (!this.gone) this.map.easeTo({ center: event.lngLat, zoom: Math.min(zoom + 0.3, 17), animate: false });
  }

  private drawGrid(): void {
    const box = this.map.getBounds();
    const data = graticule([box.getWest(), box.getSouth(), box.getEast(), box.getNorth()]);
    void this.map.getSource<GeoJSONSource>(SOURCES.grid)?.setData(data);
  }
}

type Hit = MapMouseEvent & { features?: MapGeoJSONFeature[] };

/** The topmost mark under the pointer. */
function markId(event: Hit): string | undefined {
  return (event.features?.[0]?.properties as PointProperties | undefined)?.id;
}
