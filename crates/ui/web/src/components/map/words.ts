import { words } from '../../i18n/words';

export const useMapWords = words(
  'map',
  {
    map: '地图：{{n}} 处有坐标的记录',
    sketch: '本机浏览器不支持三维图形，改用示意图。',
    none: '这里的记录都没有坐标；请看桩号带。',
    fit: '看全部',
    zoom_in: '放大',
    zoom_out: '缩小',
    cluster: '{{n}} 处',
    basemap_failed: '底图打不开，已改用经纬网。请管理员检查底图文件或地址。',
    move: '用鼠标拖动、滚轮缩放；键盘用户请用左侧列表选择。',
  },
  {
    map: 'Map: {{n}} records with a position',
    sketch: 'This browser has no 3-D graphics; a sketch is shown instead.',
    none: 'No record here has a position; look at the stake strip.',
    fit: 'Show all',
    zoom_in: 'Zoom in',
    zoom_out: 'Zoom out',
    cluster: '{{n}} places',
    basemap_failed: 'The base map does not open; the grid is shown instead. Ask the administrator to check its file or address.',
    move: 'Drag with the mouse, zoom with the wheel; with the keyboard, choose in the list.',
  },
);
