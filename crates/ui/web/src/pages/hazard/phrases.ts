/** Sentences officers write again and again, by the kind of hazard; a press adds one to the description. */
import type { Text } from '../../api/types';

const text = (zh: string, en: string): Text => ({ zh, en });

const PHRASES: Record<string, Text[]> = {
  sharp_curve: [text('急弯处未设警示标志', 'No warning sign at the sharp curve'), text('弯道内侧遮挡视线', 'The inside of the curve blocks the view')],
  steep_slope: [text('坡陡路滑，车辆易失控', 'Steep and slippery; vehicles lose control')],
  curve_slope: [text('急弯接陡坡，未设减速设施', 'A sharp curve runs into a steep slope without speed humps')],
  long_downgrade: [text('连续下坡，未设避险和提示', 'A long downgrade without escape lane or sign')],
  poor_sight: [text('树木（房屋）遮挡视线，看不见来车', 'Trees or houses hide oncoming vehicles')],
  narrow: [text('路面窄，两车会车困难', 'The road is narrow; two vehicles hardly pass')],
  water: [text('路侧临水，无防护设施', 'Water beside the road without protection')],
  cliff: [text('路侧临崖，无防护设施', 'A drop beside the road without protection')],
  high_fill: [text('路基高，路侧无护栏', 'High embankment without guardrail')],
  rockfall: [text('边坡有落石，路面有碎石', 'Rocks fall from the slope; stones lie on the road')],
  at_grade: [text('平交路口未设停车让行标志', 'No stop or give-way sign at the junction')],
  access: [text('接入口坡度大，车辆直冲主路', 'Vehicles run straight onto the main road from a steep access')],
  rail: [text('道口无人看守，标志不全', 'The crossing is unguarded and signs are missing')],
  village_pass: [text('穿村路段行人多，车速快', 'Many people on foot and fast traffic through the village')],
  school: [text('学校门口无斑马线和限速标志', 'No crossing and no speed limit at the school gate')],
  market: [text('赶集日占道经营，车辆绕行', 'Stalls on the road on market days')],
  no_guardrail: [text('护栏缺失约    米', 'About    m of guardrail are missing')],
  guardrail_damaged: [text('护栏被撞坏约    米，未修复', 'About    m of guardrail are broken and not repaired')],
  no_sign: [text('应设警示标志而未设', 'A needed warning sign is missing')],
  sign_wrong: [text('标志内容与现场不符', 'The sign does not fit the place')],
  sign_blocked: [text('标志被树枝遮挡', 'Branches hide the sign')],
  no_marking: [text('标线磨损看不清', 'The marking has worn off')],
  no_light: [text('夜间无照明', 'No light at night')],
  signal_fault: [text('信号灯不亮', 'The traffic light is off')],
  no_hump: [text('路口前未设减速带', 'No speed hump before the junction')],
  no_mirror: [text('弯道未设凸面镜', 'No mirror at the curve')],
  pothole: [text('路面坑槽，长约  米、宽约  米、深约  厘米', 'A pothole, about   m by   m,   cm deep')],
  collapse: [text('路基塌陷，占用半幅路面', 'The road bed has collapsed over half the road')],
  flood: [text('下雨后路面积水，深约    厘米', 'After rain about    cm of water stand on the road')],
  slippery: [text('冬季结冰，车辆易打滑', 'Ice in winter; vehicles slide')],
  bridge: [text('桥面破损（桥栏缺失），未限载', 'The bridge is damaged and has no load limit')],
  culvert_tunnel: [text('涵洞窄、无限高标志', 'A narrow culvert without height limit')],
  grain: [text('路面打场晒粮，占用半幅路面', 'Grain dries on half the road')],
  stacking: [text('路面堆放砂石（木料）', 'Sand, stones or timber lie on the road')],
  stall: [text('沿路摆摊占道', 'Stalls stand on the road')],
  works: [text('施工未设警示和围挡', 'Works without warning signs or barriers')],
  black_spot: [text('近三年多次发生事故', 'Several accidents in three years')],
};

/** The sentences for these kinds, in the order the kinds were chosen. */
export function phrasesFor(kinds: string[]): Text[] {
  return kinds.flatMap((kind) => PHRASES[kind] ?? []);
}

/** The description with one more sentence; one that already stands there is not written twice. */
export function withPhrase(description: string, phrase: string): string {
  const said = description.trimEnd();
  if (said.includes(phrase)) return description;
  if (said === '') return `${phrase}。`;
  return /[。；;.!！]$/.test(said) ? `${said}${phrase}。` : `${said}；${phrase}。`;
}
