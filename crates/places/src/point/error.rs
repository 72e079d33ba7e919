//! What can be wrong with coordinates, said in both languages.

use super::Crs;
use thiserror::Error;

/// Why coordinates were refused. `Display` is English, `zh` Chinese.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PointError {
    /// The text is not two decimal numbers with an optional system.
    #[error(
        "`{text}` is not a coordinate; write latitude, then longitude in decimal degrees like 31.7123,111.65"
    )]
    NotACoordinate {
        /// What was given.
        text: String,
    },
    /// The system of coordinates is not one we know.
    #[error("`{text}` is not a coordinate system; use WGS-84, CGCS2000, GCJ-02 or BD-09")]
    UnknownCrs {
        /// What was given.
        text: String,
    },
    /// The latitude or the longitude does not exist.
    #[error(
        "{text} is not on the earth; latitude goes to 90 and longitude to 180, check the digits"
    )]
    OutOfRange {
        /// The two numbers.
        text: String,
    },
    /// Longitude seems to stand before latitude.
    #[error("{text} looks like longitude before latitude; exchange the two numbers")]
    Swapped {
        /// The two numbers.
        text: String,
    },
    /// A Chinese system was named for a place where it does not exist.
    #[error("{text} is outside China, where {crs} is not defined; give the coordinates as WGS-84")]
    OutsideChina {
        /// The two numbers.
        text: String,
        /// The system that was named.
        crs: Crs,
    },
}

impl PointError {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            PointError::NotACoordinate { text } => {
                format!("“{text}”不是坐标；请先纬度后经度填写小数度，例如 31.7123,111.65")
            }
            PointError::UnknownCrs { text } => {
                format!("“{text}”不是坐标系；请用 WGS-84、CGCS2000、GCJ-02 或 BD-09")
            }
            PointError::OutOfRange { text } => {
                format!("{text} 不在地球上；纬度不超过 90、经度不超过 180，请核对数字")
            }
            PointError::Swapped { text } => {
                format!("{text} 像是经度写在了纬度前面；请对调两个数字")
            }
            PointError::OutsideChina { text, crs } => {
                format!("{text} 在中国范围之外，{crs} 在那里没有定义；请改用 WGS-84 坐标")
            }
        }
    }
}
