/** A base map from a tile archive: one file, of which only the tiles in view are read. */
import { addProtocol, type LayerSpecification } from 'maplibre-gl';
import { PMTiles, Protocol, TileType } from 'pmtiles';
import { forBrowser } from '../../api/window';
import { BASE, type Ground } from './style';

const protocol = new Protocol();
let added = false;

interface VectorLayer {
  id: string;
}

export async function archiveGround(url: string): Promise<Ground> {
  if (!added) addProtocol('pmtiles', protocol.tile);
  added = true;
  const full = new URL(forBrowser(url), window.location.origin).href;
  const archive = new PMTiles(full);
  protocol.add(archive);
  const header = await archive.getHeader();
  const tiles = `pmtiles://${full}`;
  if (header.tileType !== TileType.Mvt) {
    return {
      sources: { [BASE]: { type: 'raster', url: tiles, tileSize: 256 } },
      layers: [{ id: BASE, type: 'raster', source: BASE }],
    };
  }
  const metadata = (await archive.getMetadata()) as { vector_layers?: VectorLayer[] };
  const layers = (metadata.vector_layers ?? []).flatMap(({ id }) => layersOf(id));
  return { sources: { [BASE]: { type: 'vector', url: tiles } }, layers };
}

/** Archives name their layers as they like, so a layer's look follows from a word in its name. */
const LOOKS: { word: RegExp; fill?: string; line: string; width: number }[] = [
  { word: /water|river|lake/i, fill: '#d5e4ee', line: '#b4cfe0', width: 1.2 },
  { word: /road|transport|highway|street/i, line: '#b9a98a', width: 1.6 },
  { word: /rail/i, line: '#8d949c', width: 1.2 },
  { word: /bound|admin/i, line: '#8a96a3', width: 1 },
  { word: /build/i, fill: '#e5e0d8', line: '#d6cfc4', width: 0.5 },
  { word: /land|park|wood|forest|green/i, fill: '#e6eedd', line: '#d5e0c8', width: 0.5 },
];

const OTHER = { fill: '#eceee9', line: '#c3c9c2', width: 0.8 };

function layersOf(id: string): LayerSpecification[] {
  const look: { fill?: string; line: string; width: number } = LOOKS.find(({ word }) => word.test(id)) ?? OTHER;
  const line: LayerSpecification = {
    id: `base-${id}-line`,
    type: 'line',
    source: BASE,
    'source-layer': id,
    filter: ['!=', ['geometry-type'], 'Point'],
    paint: { 'line-color': look.line, 'line-width': look.width },
  };
  if (!look.fill) return [line];
  const fill: LayerSpecification = {
    id: `base-${id}`,
    type: 'fill',
    source: BASE,
    'source-layer': id,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': look.fill },
  };
  return [fill, line];
}
