//! Records on their way through the hands of those who answer for them.

mod agreement;
mod enforcement;
mod hazard;
