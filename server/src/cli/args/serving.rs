//! What `serve` is told.

use std::net::{IpAddr, SocketAddr};

use sync::limits;

use super::Data;
use crate::edge::{Amount, Limits};
use crate::ops::log::{Format, Level};

/// Serving.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server serve --data /srv/xunlu\n  \
    xunlu-server serve --listen 0.0.0.0:8460 --ops 127.0.0.1:9460 --data /srv/xunlu")]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) data: Data,
    /// 监听地址。 / The address to listen on.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8460")]
    pub(crate) listen: SocketAddr,
    /// 每隔几分钟与上级服务器交换；0 为不自动。 / Exchange with the office above every so many minutes; 0 for never.
    #[arg(long, value_name = "MINUTES", default_value_t = 10)]
    pub(crate) peers_every: u32,
    /// 浏览器经此网关访问时，按它给出的 X-Forwarded-For 识别来访者；别处给的一律不信。
    /// / The gateway whose X-Forwarded-For says who calls; nobody else's is believed.
    #[arg(long, value_name = "ADDR")]
    pub(crate) proxy: Option<IpAddr>,
    /// 看板、报表和导出改从此数据库副本（流复制备库）读取，最多旧十秒；副本停了或落后了就读主库。
    /// / Read dashboards, reports and exports from this standby of the database, ten seconds old at most;
    /// one that is gone or behind costs speed alone.
    #[arg(
        long,
        value_name = "postgres://…",
        env = "XUNLU_READ_STORE",
        hide_env_values = true
    )]
    pub(crate) read_store: Option<String>,
    #[command(flatten)]
    pub(crate) limits: DayLimits,
    #[command(flatten)]
    pub(crate) watch: Watch,
}

/// What those who run the service see of it.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "运维 / Operations")]
pub(crate) struct Watch {
    /// 另在本机此地址提供 /healthz、/readyz 和 /metrics（Prometheus），不加密，只限本机。
    /// / Also answer /healthz, /readyz and /metrics (Prometheus) at this address of this machine, unencrypted.
    #[arg(long, value_name = "ADDR:PORT")]
    pub(crate) ops: Option<SocketAddr>,
    /// 收到停止信号后先让 /readyz 转为 503，过几秒再停止接受连接，供负载均衡撤下本进程。
    /// / Once asked to stop, keep serving so many seconds with /readyz at 503, for a balancer to notice.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub(crate) drain: u32,
    /// 日志格式：text 给人看，json 每行一个对象。 / The log: text for people, or json, one object a line.
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        default_value = "text",
        env = "XUNLU_LOG_FORMAT"
    )]
    pub(crate) log: Format,
    /// 日志详略；debug 含每次请求。 / How much is logged; debug has every request.
    #[arg(
        long,
        value_enum,
        value_name = "LEVEL",
        default_value = "info",
        env = "XUNLU_LOG"
    )]
    pub(crate) log_level: Level,
}

/// What each may ask for in a day.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "每日上限 / Daily limits")]
pub(crate) struct DayLimits {
    /// 每台设备的请求数；超出的次日继续，数据不丢。 / Requests of one device; what exceeds it goes on tomorrow, nothing is lost.
    #[arg(long, value_name = "N", default_value_t = limits::DAY_REQUESTS)]
    day_requests: u64,
    /// 每台设备上传的字节数。 / Bytes one device sends.
    #[arg(long, value_name = "SIZE", default_value = "8192M", value_parser = desk::stick::size)]
    day_bytes: u64,
    /// 每台设备上传的操作数；下级服务器按一百台计。 / Operations one device sends; an office below counts for a hundred devices.
    #[arg(long, value_name = "N", default_value_t = limits::DAY_OPS)]
    day_operations: u64,
    /// 来自同一地址的请求数。 / Requests from one address.
    #[arg(long, value_name = "N", default_value_t = limits::DAY_REQUESTS_OF_ADDRESS)]
    day_requests_of_address: u64,
}

impl DayLimits {
    /// With the gateway that is believed.
    pub(crate) fn of(&self, proxy: Option<IpAddr>) -> Limits {
        Limits {
            device: Amount {
                requests: self.day_requests,
                bytes: self.day_bytes,
                operations: self.day_operations,
            },
            address: self.day_requests_of_address,
            proxy,
        }
    }
}
